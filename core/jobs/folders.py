"""The folders of jobs: which of them are open, and in what order all of them came.

A runs folder keeps what has ended for good. So status.json is read again only where it has become
another file, and the folders are gone through again only when one came or went, or somebody queued
one (`ring`); and now and then in any case, for what was changed by hand or on another machine.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core import files
from core.errors import Unreadable
from core.jobs.job_files import ENDED, made

NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")
SHARE = 0.02
"""Of the time that may be spent on going through all folders though nothing seems to have come."""
JUST_NOW = 0.05
"""Seconds in which a second change may bear the same time as the first, and so go unseen."""
Identity = tuple[int, int, int, int]


@dataclass(frozen=True)
class Seen:
    """A job as it was when its status.json was this file."""

    status: Identity | None
    created: str
    ended: bool


class Folders:
    """The job folders under one root, for all threads of a process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.seen: dict[str, Seen] = {}
        self.newest: tuple[list[str], list[str]] = ([], [])
        self.written: int | None = None
        self.again = 0.0
        self.turn = threading.Lock()

    def open(self) -> list[str]:
        """Names of jobs that wait or run, the newest first; among them those whose process died or
        that ended a moment ago, which `LocalJobs.state` tells.
        """
        return self._as_it_is()[1]

    def newest_first(self) -> list[str]:
        """All names; among them some that were deleted a moment ago."""
        return self._as_it_is()[0]

    def _as_it_is(self) -> tuple[list[str], list[str]]:
        with self.turn:
            written = _changed(self.root)
            if written != self.written or time.monotonic() >= self.again:
                self._go_through(written)
            return self.newest

    def _go_through(self, written: int | None) -> None:
        began = time.monotonic()
        try:
            with os.scandir(self.root) as entries:
                names = [each.name for each in entries if NAME.fullmatch(each.name)]
        except OSError:  # there is none yet
            names = []
        told = ((name, self._look(name)) for name in names)
        found = {name: seen for name, seen in told if seen is not None}
        if found != self.seen:
            names = sorted(found, key=lambda name: (found[name].created, name), reverse=True)
            self.newest = names, [name for name in names if not found[name].ended]
            self.seen = found
        settled = written is not None and abs(time.time() - written / 1e9) > JUST_NOW
        self.written = written if settled else None
        self.again = time.monotonic() + (time.monotonic() - began) / SHARE

    def _look(self, name: str) -> Seen | None:
        """None where it is no job."""
        folder = f"{self.root}/{name}"
        status, before = identity(f"{folder}/status.json"), self.seen.get(name)
        if before is not None and status is not None and before.status == status:
            return before
        if not os.path.lexists(f"{folder}/job.json"):
            return None
        return Seen(status, made(Path(folder)), _has_ended(Path(folder)))


@lru_cache
def folders_of(root: Path) -> Folders:
    """Those under a root, as this process knows them."""
    return Folders(root)


def ring(folder: Path) -> None:
    """Let everybody look at a job that waits from now on."""
    with contextlib.suppress(OSError):  # they come by anyway
        os.utime(folder.parent)


def _has_ended(folder: Path) -> bool:
    try:
        return files.read_json(folder / "status.json").get("state") in ENDED
    except Unreadable:  # whoever reads it as a job is told
        return False


def identity(path: str) -> Identity | None:
    """Another one for every file that takes the place of one before; None where there is none."""
    try:
        known = os.stat(path)  # noqa: PTH116 (a Path takes thrice as long, and they are many)
    except OSError:
        return None
    return known.st_ino, known.st_mtime_ns, known.st_ctime_ns, known.st_size


def _changed(folder: Path) -> int | None:
    """When something came into a folder, or went, last."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return None
