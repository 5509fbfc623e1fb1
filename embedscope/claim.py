"""One process at a time: a lock on a file that goes when the process does."""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

NAME = "job.lock"
"""In a run's folder; who holds it is at work there."""
AGAIN = 0.02
"""Seconds between two tries, where a system cannot wait for a lock."""
SHARES, TRIES = 4096, 8
"""Bytes of a file that many hold at once on Windows, and how many are tried before it is refused.
They need not be in it."""


def opened(path: Path) -> int:
    """A handle of the file that is locked, made where it is missing; raises OSError."""
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0))


def try_lock(handle: int, *, shared: bool = False) -> bool:
    """Lock the file behind a handle, for as long as that is open; False where another holds it, or
    where it is `shared` with others who say so too: where another holds it alone.
    """
    if sys.platform == "win32":
        return _try_windows(handle, shared)
    import fcntl

    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def lock(handle: int, *, shared: bool = False) -> None:
    """As `try_lock`, and wait for it."""
    if sys.platform == "win32":
        while not try_lock(handle, shared=shared):
            time.sleep(AGAIN)
        return
    import fcntl

    fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)


def _try_windows(handle: int, shared: bool) -> bool:
    """Windows locks bytes, for one holder each: who is alone holds all, who shares one of them."""
    import msvcrt

    places = random.sample(range(SHARES), TRIES) if shared else [0]
    for place in places:
        os.lseek(handle, place, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1 if shared else SHARES)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            continue
        return True
    return False
