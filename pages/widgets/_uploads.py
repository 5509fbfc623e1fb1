"""What becomes of a file that somebody uploaded: it is gone after a minute."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

FORGET_AFTER = 60.0
"""Seconds until an upload is removed: the browser still shows it meanwhile."""
CACHE = (300, 300)
"""Every five minutes Gradio removes what is older than five minutes, and all when it stops."""


def path_of(upload: dict[str, Any] | None) -> Path | None:
    """Where Gradio put an upload (with `preprocess=False` it hands over a table)."""
    place = (upload or {}).get("path")
    return Path(place) if place else None


def forget(path: Path) -> None:
    """Remove an upload in a minute.

    Gradio names uploads by their content, so the same photo sent by somebody else in the meantime
    is the same file: then it is newer, and left to their own call.
    """

    def remove() -> None:
        try:
            if time.time() - path.stat().st_mtime >= FORGET_AFTER - 1:
                path.unlink()
                path.parent.rmdir()
        except OSError:  # gone already, or another upload lies beside it
            return

    timer = threading.Timer(FORGET_AFTER, remove)
    timer.daemon = True
    timer.start()
