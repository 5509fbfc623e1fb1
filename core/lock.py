"""Who works on a job: a lock on its folder that goes when the process does."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def claimed(folder: Path) -> Iterator[bool]:
    """Try to be the one process that works on a job; the lock goes when the process does."""
    try:
        handle = os.open(folder / "job.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    except IsADirectoryError:  # nobody can hold it
        yield True
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def is_locked(folder: Path) -> bool:
    """Whether a process is at work on a job."""
    with claimed(folder) as free:
        return not free
