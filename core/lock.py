"""Who works in a folder: a lock on it that goes when the process does, and a lease over machines.

What a lock says of other machines depends on the disk; core.lease says it on any.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.lease import Lease, forget, held_elsewhere, lease_of, leased
from embedscope.claim import NAME, opened, try_lock

AGAIN = 0.02  # seconds between two looks whether another machine's turn is over


@contextmanager
def claimed(folder: Path) -> Iterator[bool]:
    """Try to be the one process that works in a folder; whether it is."""
    try:
        handle = opened(folder / NAME)
    except IsADirectoryError:  # nobody can hold it
        yield True
        return
    try:
        if not try_lock(handle):
            yield False
            return
        with leased(folder / NAME) as free:
            yield free
    finally:
        os.close(handle)


@contextmanager
def in_turn(path: Path) -> Iterator[None]:
    """Wait until no other process is here; `path` is the file that is locked."""
    handle = opened(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        while True:
            with leased(path) as free:
                if free:
                    yield
                    return
            time.sleep(AGAIN)
    finally:
        os.close(handle)


@contextmanager
def with_others(path: Path) -> Iterator[None]:
    """Hold the file `path` beside others who do the same, so that nobody is `alone` with it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Whether nobody holds the file `path`; until the end of this nobody will."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def is_locked(folder: Path) -> bool:
    """Whether a process is at work in a folder."""
    try:
        handle = opened(folder / NAME)
    except IsADirectoryError:
        return False
    try:
        return not try_lock(handle) or held_elsewhere(folder / NAME)
    finally:
        os.close(handle)


def holder(folder: Path) -> Lease | None:
    """The lease of who works in a folder as a node, or left it behind when it died."""
    return lease_of(folder / NAME)


def forget_holders(folder: Path) -> None:
    """Remove what dead nodes left behind; call it while nobody works in the folder."""
    forget(folder / NAME)
