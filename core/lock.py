"""Who works in a folder: a lock on it that goes when the process does, and a lease over machines.

What a lock says of other machines depends on the disk; core.lease says it on any.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.lease import Lease, forget, held_elsewhere, lease_of, leased
from embedscope.claim import NAME, lock, opened, try_lock

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
        lock(handle)
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
    handle = opened(path)
    try:
        lock(handle, shared=True)
        yield
    finally:
        os.close(handle)


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Whether nobody holds the file `path`; until the end of this nobody will."""
    handle = opened(path)
    try:
        yield try_lock(handle)
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


@contextmanager
def alone_after(path: Path, waited: Callable[[], bool]) -> Iterator[bool]:
    """Whether nobody else holds the file `path`, tried again for as long as `waited()`, which waits
    a little, says so; until the end of this nobody will.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = opened(path)
    try:
        while not (held := try_lock(handle)) and waited():
            pass
        yield held
    finally:
        os.close(handle)
