"""A Gradio widget served by itself, with its uploads in a folder of the test's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from core.files import files_below
from tests.on_use import OnUse

FORGET_AFTER, PATIENCE = 8.0, 60.0  # seconds


@contextmanager
def served(widget: ModuleType | OnUse, uploads: Path, patch: pytest.MonkeyPatch) -> Iterator[str]:
    """The widget's address, while it is served; uploads are forgotten after eight seconds."""
    from pages.widgets import _uploads

    patch.setenv("GRADIO_TEMP_DIR", str(uploads))
    patch.setattr(_uploads, "FORGET_AFTER", FORGET_AFTER)
    blocks = widget.blocks()
    _, url, _ = blocks.launch(prevent_thread_lock=True, quiet=True, server_name="127.0.0.1")
    try:
        yield url
    finally:
        blocks.close(verbose=False)


def is_forgotten(uploads: Path, name: str) -> bool:
    """Whether no upload of that name is kept, a minute at the latest after the call."""
    until = time.monotonic() + PATIENCE
    while is_kept(uploads, name):
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def is_kept(uploads: Path, *names: str) -> bool:
    """Whether one of these uploads lies there now."""
    return any(path.name in names for path in files_below(uploads))
