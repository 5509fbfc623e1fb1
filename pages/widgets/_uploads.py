"""What becomes of a file that a program uploads: it is gone after a minute."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from core.errors import BadPhoto

T = TypeVar("T")

FORGET_AFTER = 60.0
"""Seconds until an upload is removed: a program may name the file once more meanwhile."""
CACHE = (300, 300)
"""Every five minutes Gradio removes what is older than five minutes, and all when it stops."""
LOOKS = 1.0
"""Seconds between two looks for what is due."""
_due: dict[Path, float] = {}
_lock = threading.Lock()


def path_of(upload: Any) -> Path:
    """Where Gradio put an upload: with `preprocess=False` it hands over a table, as it was sent.

    So anybody may name any file of the server there. Raises BadPhoto for one that is not among the
    uploads, links resolved, and for what is none.
    """
    from gradio.utils import get_upload_folder

    place = upload.get("path") if isinstance(upload, dict) else None
    if not place or not isinstance(place, str):
        raise BadPhoto("No photo arrived. Give an image file.")
    try:
        path, uploads = Path(place).resolve(), Path(get_upload_folder()).resolve()
    except (OSError, ValueError, RuntimeError):  # too long; a zero byte; links in a circle
        path = uploads = Path()
    if path == uploads or not path.is_relative_to(uploads):
        raise BadPhoto("Only a photo that was uploaded is opened. Send the file itself.")
    return path


def opened_upload(upload: Any, opener: Callable[[Path], T]) -> T:
    """What `opener` makes of an upload, which is forgotten then; raises BadPhoto without one."""
    path = path_of(upload)
    try:
        return opener(path)
    finally:
        forget(path)


def forget(path: Path) -> None:
    """Remove an upload in a minute: one thread does it for all of them, while there are any.

    Gradio names uploads by their content, so the same photo sent by somebody else in the meantime
    is the same file: then it is newer, and left to their own call.
    """
    with _lock:
        if not _due:
            threading.Thread(target=_remove, name="uploads", daemon=True).start()
        _due[path] = time.monotonic() + FORGET_AFTER


def _remove() -> None:
    while True:
        time.sleep(LOOKS)
        with _lock:
            for path in [each for each, due in _due.items() if due <= time.monotonic()]:
                with contextlib.suppress(OSError):  # gone, or another upload lies beside it
                    if time.time() - path.stat().st_mtime >= FORGET_AFTER - 1:
                        path.unlink()
                        path.parent.rmdir()
                del _due[path]
            if not _due:
                return
