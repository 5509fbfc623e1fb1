"""Is a set of points whole? One look at each of its files, and the sentence for the first that is
not. Whatever lists sets leaves broken ones out by this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from core import files
from core.errors import Unreadable
from core.stamps import Stamp, stamps
from core.typed_json import WrongType, typed


@dataclass(frozen=True)
class ColumnFile:
    """A column, as cloud.json states it."""

    name: str
    kind: str
    title: str
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetsFile:
    """The sheets' geometry, as cloud.json states it."""

    columns: int
    width: int
    height: int
    per_sheet: int
    count: int


@dataclass(frozen=True)
class EmbeddingSetFile:
    """What cloud.json must state; it may state more."""

    title: str
    source: Mapping[str, Any]
    classes: tuple[str, ...]
    count: int
    dimension: int
    columns: tuple[ColumnFile, ...]
    sheets: SheetsFile | None


@dataclass(frozen=True)
class MapFile:
    """What map.json must state; it may state more."""

    dimensions: int
    method: str
    title: str = ""
    parameters: Mapping[str, Any] | None = None
    seed: int | None = 0
    quality: Mapping[str, Any] | None = None


def embedding_set_problem(folder: Path) -> str | None:
    """Why the set of points is broken, and what to do; None where it is whole. Its maps are not
    looked at: see `map_problem`. Looked at again only when one of its files has changed.
    """
    return _problem(folder, stamps(str(folder), "columns", "thumbs"))


def map_problem(folder: Path, *, count: int) -> str | None:
    """The same of one of its maps, which has `count` points."""
    return _map_problem(folder, count, stamps(str(folder), "frames"))


@lru_cache(maxsize=512)
def _problem(folder: Path, written: tuple[Stamp, ...]) -> str | None:
    del written
    try:
        _look(folder)
    except (Unreadable, WrongType) as error:
        return (
            f"The set of points {folder.name} is broken: {str(error).rstrip('.')}. Delete it, and "
            "make it again."
        )
    return None


@lru_cache(maxsize=2048)
def _map_problem(folder: Path, count: int, written: tuple[Stamp, ...]) -> str | None:
    del written
    try:
        about = typed(MapFile, files.read_json(folder / "map.json"), "map.json")
        _rows(folder / "points.npy", count, about.dimensions)
        for frame in sorted((folder / "frames").glob("[0-9]*.npy"))[-1:]:
            _rows(frame, count, about.dimensions)
    except (Unreadable, WrongType) as error:
        return f"The map {folder.name} is broken: {str(error).rstrip('.')}. Make it again."
    return None


def _look(folder: Path) -> None:
    """Raises Unreadable or WrongType."""
    about = typed(EmbeddingSetFile, files.read_json(folder / "cloud.json"), "cloud.json")
    if about.count < 1:
        raise Unreadable("cloud.json counts no points")
    _rows(folder / "vectors.npy", about.count, about.dimension)
    _numbers(folder / "labels.npy", about.count, len(about.classes))
    for column in about.columns:
        classes = len(column.classes or about.classes) if column.kind == "class" else None
        _numbers(folder / f"columns/{column.name}.npy", about.count, classes)
    if files.is_there(folder / "names.json"):
        names = files.read_any_json(folder / "names.json")
        if not isinstance(names, list) or len(names) != about.count:
            raise Unreadable("names.json must hold a name for each point")
    if about.sheets is not None:
        _sheets(folder, about.sheets)


def _rows(path: Path, count: int, wide: int) -> None:
    shape = files.read_array(path, axes=2).shape
    if shape != (count, wide):
        raise Unreadable(f"{path.name} has the shape {shape}, and {(count, wide)} is needed")


def _numbers(path: Path, count: int, classes: int | None) -> None:
    """A number for each point; with `classes` a class of so many, or -1."""
    values = files.read_array(path, axes=1, whole=classes is not None)
    if len(values) != count:
        raise Unreadable(f"{path.name} has {len(values)} values for {count} points")
    if classes is not None and not -1 <= int(values.min()) <= int(values.max()) < max(classes, 1):
        raise Unreadable(f"{path.name} names unknown classes")


def _sheets(folder: Path, sheets: SheetsFile) -> None:
    if min(sheets.columns, sheets.width, sheets.height, sheets.per_sheet) < 1:
        raise Unreadable("cloud.json holds sizes that no sheet of thumbnails has")
    for number in range(-(-sheets.count // sheets.per_sheet)):
        if not files.is_file(folder / f"thumbs/{number:03d}.webp"):
            raise Unreadable(f"thumbs/{number:03d}.webp is missing")
