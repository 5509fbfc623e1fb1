"""A Gradio widget served by itself, with its uploads in a folder of the test's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

FORGET_AFTER = 8.0  # seconds


@contextmanager
def served(widget: ModuleType, uploads: Path, patch: pytest.MonkeyPatch) -> Iterator[str]:
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
