"""One process at a time: a lock on a file that goes when the process does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

NAME = "job.lock"
"""In a run's folder; who holds it is at work there."""


def opened(path: Path) -> int:
    """A handle of the file that is locked, made where it is missing; raises OSError."""
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0))


def try_lock(handle: int) -> bool:
    """Lock the file behind a handle, for as long as that is open; False where another holds it."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
