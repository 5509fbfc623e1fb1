"""Private runs: only who owns one, and admins, get anything of it to see.

Every door asks `is_hidden` about a path, or `tells_of_hidden` about a table that names a run: a
source of points, what a job is about. Points are as private as the run that they were made from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from core import files
from core.access.asked import access
from core.access.may import Action, Thing, may
from core.access.person import who
from core.errors import Unreadable
from core.paths import embedding_sets_folder, runs_folder

ENCODER = "checkpoint:"
"""With what the address of an encoder begins that is a run (core/encoders/address.py)."""


def thing_of_run(place: Path) -> Thing:
    """The job in whose folder a run, or one of its files, lies; nobody's where there is none.

    One whose job.json cannot be read is an admin's: whether it was private is not known.
    """
    inside = _within(place, runs_folder())
    if inside is None or not inside.parts:
        return Thing(place.name)
    about = runs_folder() / inside.parts[0] / "job.json"
    try:
        known = about.stat()
    except OSError:
        return Thing(place.name)
    return _said(about, known.st_mtime_ns, known.st_ino, known.st_size)


def is_hidden(place: Path) -> bool:
    """Whether a run, an embedding set, or a file of one is kept from who asks."""
    if not access().mode.shared:
        return False
    inside = _within(place, embedding_sets_folder())
    if inside is not None and inside.parts:
        return tells_of_hidden(_source(embedding_sets_folder() / inside.parts[0]))
    thing = thing_of_run(place)
    return thing.private and not may(who(), Action.OPEN, thing)


def tells_of_hidden(about: Mapping[str, Any]) -> bool:
    """Whether a table names a run that is kept from who asks."""
    if not access().mode.shared:
        return False
    return any(is_hidden(runs_folder() / name) for name in _runs_in(about))


def _runs_in(told: Any) -> Iterator[str]:
    """Names of runs, as `find_run` takes them, in a table and those within it."""
    for key, value in told.items() if isinstance(told, Mapping) else ():
        if isinstance(value, Mapping):
            yield from _runs_in(value)
        elif isinstance(value, str) and value.startswith(ENCODER):
            yield unquote(value.removeprefix(ENCODER).partition("?")[0].strip())
        elif key == "run" and isinstance(value, str):
            yield value


def _within(place: Path, root: Path) -> Path | None:
    """The path below a folder; None where it lies elsewhere."""
    for there, base in ((place, root), (place.resolve(), root.resolve())):
        if ".." not in there.parts and there.is_relative_to(base):
            return there.relative_to(base)
    return None


@lru_cache(maxsize=4096)
def _said(about: Path, *_file: int) -> Thing:
    try:
        job = files.read_json(about)
    except Unreadable:
        return Thing(about.parent.name, private=True)
    owner, private = str(job.get("owner", "")), job.get("private", False)
    return Thing(str(job.get("title", "")), owner, private=bool(private))


def _source(folder: Path) -> Mapping[str, Any]:
    """What a set was made from."""
    about = folder / "cloud.json"
    try:
        return _told(about, about.stat().st_mtime_ns)
    except OSError:
        return {}


@lru_cache(maxsize=4096)
def _told(about: Path, _changed: int) -> Mapping[str, Any]:
    try:
        source = files.read_json(about).get("source")
    except Unreadable:
        return {}
    return source if isinstance(source, dict) else {}
