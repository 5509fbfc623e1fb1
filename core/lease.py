"""Who works in a folder that several machines share: a lease, kept fresh while its holder lives.

A lock on a file (core.lock) tells at once whether a process of this machine holds it, and on many
network disks nothing of other machines. A process that `EMBEDSCOPE_NODE` gives a name therefore
also takes a lease: a file `<place>.lease/<number>` that it touches every few seconds. Who finds
the newest one untouched for long takes the next number; a file can be made once, so one of several
gets it. A holder that finds a higher number than its own was held for dead: it ends at once.

Ages are by the clock of the disk, not of the machines.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

VARIABLE = "EMBEDSCOPE_NODE"
EVERY = 2.0
"""Seconds between two touches."""
STALE = 15.0
"""Seconds after the last touch from which the holder counts as dead."""
LOST = 75
"""Exit status of a process that was held for dead."""


@dataclass(frozen=True)
class Lease:
    """The newest lease of a place; `number` - 1 holders before died without giving it back."""

    path: Path
    number: int
    node: str
    machine: str
    age: float

    @property
    def fresh(self) -> bool:
        """Whether its holder may be alive."""
        return self.age < STALE


def node() -> str:
    """The name of this node; "" where it is none."""
    return os.environ.get(VARIABLE, "")


def lease_of(place: Path) -> Lease | None:
    """The newest lease of a place, held or left behind; None where there is none."""
    for number in reversed(_numbers(place)):
        lease = _read(_folder(place) / str(number))
        if lease is not None:
            return lease
    return None


def held_elsewhere(place: Path) -> bool:
    """Whether a process of another machine holds a place. Call it with the lock of this machine in
    hand: then nobody here does, whatever a lease says that was left behind here.
    """
    lease = lease_of(place)
    return lease is not None and lease.fresh and lease.machine != machine()


@contextlib.contextmanager
def leased(place: Path) -> Iterator[bool]:
    """Try to be the one that holds a place, over all machines; whether it is. Call it with the lock
    of this machine in hand. What is no node takes no lease, and heeds those of others.
    """
    if not node():
        yield not held_elsewhere(place)
        return
    mine = _take(place)
    if mine is None:
        yield False
        return
    _touching.add(mine)
    try:
        yield True
    finally:
        _touching.discard(mine)
        forget(place)


def forget(place: Path) -> None:
    """Remove a place's leases, given back or left behind; nobody may hold it meanwhile."""
    for number in _numbers(place):
        (_folder(place) / str(number)).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        _folder(place).rmdir()


@lru_cache
def machine() -> str:
    """This machine since its last start: processes that see the same locks have the same."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:  # no Linux
        boot = ""
    return f"{platform.node()} {boot}".strip()


def _take(place: Path) -> Path | None:
    newest = lease_of(place)
    if newest is not None and newest.fresh and newest.machine != machine():
        return None
    mine = _folder(place) / str(1 if newest is None else newest.number + 1)
    try:
        _make(mine)
    except FileExistsError:
        return None
    others = [number for number in _numbers(place) if number != int(mine.name)]
    if any(number > int(mine.name) or _is_held(place, number) for number in others):
        mine.unlink(missing_ok=True)  # somebody took it while this one looked
        return None
    for number in others:
        (_folder(place) / str(number)).unlink(missing_ok=True)
    return mine


def _is_held(place: Path, number: int) -> bool:
    lease = _read(_folder(place) / str(number))
    return lease is not None and lease.fresh and lease.machine != machine()


def _read(path: Path) -> Lease | None:
    """None where it was given back meanwhile."""
    try:
        with path.open("rb") as file:  # opening asks a network disk anew, stat may not
            touched = os.fstat(file.fileno()).st_mtime
            text = file.read()
    except OSError:
        return None
    try:
        said = json.loads(text)
    except ValueError:  # only just made
        said = {}
    age = _age(path, touched)
    return Lease(path, int(path.name), said.get("node", ""), said.get("machine", ""), age)


def _make(path: Path) -> None:
    """Make a lease; raises FileExistsError where another process did."""
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            break
        except FileNotFoundError:  # its folder was removed as empty just now
            continue
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"node": node(), "machine": machine(), "process": os.getpid()}, file)


def _folder(place: Path) -> Path:
    return place.with_name(f"{place.name}.lease")


def _numbers(place: Path) -> list[int]:
    try:
        return sorted(int(path.name) for path in _folder(place).iterdir() if path.name.isdecimal())
    except OSError:  # the usual: nobody ever took one
        return []


def _age(path: Path, touched: float) -> float:
    """Seconds since the touch; a clock of ours that is fast makes nobody dead."""
    ours = time.time() - touched
    if ours < STALE:
        return ours
    try:
        with tempfile.TemporaryFile(dir=path.parent) as now:
            return os.fstat(now.fileno()).st_mtime - touched
    except OSError:  # not ours to write to, or removed meanwhile
        return ours


class _Touching:
    """A thread that keeps the leases of this process fresh."""

    def __init__(self) -> None:
        self.paths: set[Path] = set()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None
        self.process = 0

    def add(self, path: Path) -> None:
        with self.lock:
            if self.process != os.getpid():  # a fork has no thread, and nobody's leases
                self.paths, self.thread, self.process = set(), None, os.getpid()
            self.paths.add(path)
            if self.thread is None:
                self.thread = threading.Thread(target=self._run, name="leases", daemon=True)
                self.thread.start()

    def discard(self, path: Path) -> None:
        with self.lock:
            self.paths.discard(path)

    def _run(self) -> None:
        while True:
            time.sleep(EVERY)
            with self.lock:
                lost = [path for path in self.paths if not touch(path)]
            if lost:
                print(
                    f"{lost[0].parent} was taken by another node: this one ends.", file=sys.stderr
                )
                os._exit(LOST)


def touch(path: Path) -> bool:
    """Keep a lease fresh; False where another process has taken the place since."""
    place = path.parent.with_suffix("")
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    except OSError:  # the disk is away: whoever can see it decides
        return True
    return max(_numbers(place), default=0) <= int(path.name)


_touching = _Touching()
