"""Runs and sets of points that nobody has touched for long: listed, and removed when asked to."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from core import files
from core.cleaning.caches import DAY
from core.embeddings.embedding_set import delete_embedding_set, embedding_sets
from core.runs.find import delete_run, own_runs


@dataclass(frozen=True)
class Old:
    """A run or a set of points that may go."""

    kind: str
    name: str
    title: str
    days: float
    """Since anything in it was written."""
    bytes: int
    remove: Callable[[str], None]


def old_runs(days: float, *, busy: Collection[str] = ()) -> list[Old]:
    """Finished runs that were trained here and not changed for so many days, the oldest first;
    those of jobs that are `busy` stay.
    """
    found = [
        _old("run", name, run.finished().title, run.folder, delete_run)
        for name, run in own_runs().items()
        if run.card is not None and name.partition("/")[0] not in busy
    ]
    return _since(found, days)


def old_sets(days: float, *, busy: Collection[str] = ()) -> list[Old]:
    """The same of sets of points with their maps."""
    found = [
        _old("set", each.name, str(each.about()["title"]), each.folder, delete_embedding_set)
        for each in embedding_sets()
        if each.name not in busy
    ]
    return _since(found, days)


def _since(found: list[Old], days: float) -> list[Old]:
    return sorted((each for each in found if each.days >= days), key=lambda each: -each.days)


def _old(kind: str, name: str, title: str, folder: Path, remove: Callable[[str], None]) -> Old:
    about = [path.stat() for path in files.files_below(folder)]
    written = max((each.st_mtime for each in about), default=0.0)
    days = (time.time() - written) / DAY
    return Old(kind, name, title, days, sum(each.st_size for each in about), remove)
