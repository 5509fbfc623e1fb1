"""An embedding set is a folder: points with what is known of each. This reads one, by numpy alone.

    cloud.json          title, source (what it was made from), classes, count, dimension, columns,
                        sheets; written last: a folder without it is no embedding set
    vectors.npy         float16 or 32 [n, d]: the original space, in which neighbours are searched
    labels.npy          int16 [n], indices into the classes, -1 where no class is known
    columns/<name>.npy  int16 [n] of kind "class" (indices into the set's classes or the column's
                        own, -1 unknown), or float32 [n] of kind "number" (NaN unknown)
    names.json          what each point is called, where it has a name (a file's)
    thumbs/000.webp     thumbnails in rows, `per_sheet` of them a sheet, in the points' order
    maps/<name>/        a projection: map.json (method, dimensions, parameters, seed, quality, ...),
                        points.npy float32 [n, 2] or [n, 3], frames/000010.npy like it (the way
                        there)

A set's name is made from its content's description, so a page that asks for the same thing finds
it. Everything in it is fixed once it is there: browsers may keep its files for ever.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.access import Action
from core.access.owner import check_folder
from core.access.private import is_hidden
from core.embeddings.check import embedding_set_problem, map_problem
from core.errors import EmbeddingSetBroken, UnknownName, Unreadable
from core.paths import embedding_sets_folder

GROUPED = "groups"
"""The column of a set of very many classes that puts them into a dozen groups."""
CLUSTER = "cluster"
"""That of one without classes, which says where its points lie."""
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
MARKS = ("cloud.json", "vectors.npy")
"""A folder with one of these is an embedding set, or what is left of one."""


@dataclass(frozen=True)
class Column:
    """Something known of every point: `kind` is "class" or "number".

    `classes` are what a "class" column's numbers stand for; empty where they are the set's own.
    """

    name: str
    kind: str
    title: str
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheets:
    """Thumbnail sheets: `columns` a row, each `width` x `height` pixels, `per_sheet` on one."""

    columns: int
    width: int
    height: int
    per_sheet: int
    count: int

    @property
    def files(self) -> list[str]:
        """Their places within the embedding set's folder."""
        return [f"thumbs/{i:03d}.webp" for i in range(-(-self.count // self.per_sheet))]


@dataclass(frozen=True)
class Map:
    """A projection of a set, read when asked. Raises EmbeddingSetBroken where a file is missing."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    def about(self) -> dict[str, Any]:
        """`{"method", "dimensions", "parameters", "seed", "title", "seconds", "quality", ...}`."""
        return _json(self.folder / "map.json")

    def points(self) -> NDArray[np.float32]:
        """float32 [n, 2] or [n, 3], mapped from the file."""
        return _array(self.folder / "points.npy", axes=2)

    def laid_out(self) -> NDArray[np.int64] | None:
        """Rows int64 [m] that the method laid out, where the others were placed beside them."""
        path = self.folder / "laid_out.npy"
        return _array(path) if files.is_there(path) else None

    def frame_steps(self) -> list[int]:
        """The steps at which the points were kept on their way, ascending."""
        return sorted(int(path.stem) for path in (self.folder / "frames").glob("[0-9]*.npy"))


@dataclass(frozen=True)
class EmbeddingSet:
    """A set's folder, read when asked. Raises EmbeddingSetBroken where a file is missing."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    def about(self) -> dict[str, Any]:
        """All of cloud.json."""
        return _json(self.folder / "cloud.json")

    def vectors(self) -> NDArray[np.floating]:
        """The original space: float16 or 32 [n, d], mapped from the file."""
        return _array(self.folder / "vectors.npy", axes=2)

    def labels(self) -> NDArray[np.int16]:
        """Classes int16 [n], -1 where none is known."""
        return _array(self.folder / "labels.npy")

    def columns(self) -> list[Column]:
        """What else is known of every point."""
        found = self.about()["columns"]
        return [Column(**{**each, "classes": tuple(each.get("classes", ()))}) for each in found]

    def colour(self) -> str:
        """What the points are coloured by where nobody says: "class", or a column."""
        there = {column.name for column in self.columns()}
        return next((name for name in (GROUPED, CLUSTER) if name in there), "class")

    def classes_of(self, colour: str) -> tuple[str, ...]:
        """What the numbers of "class" or of a column stand for; none where it has no classes."""
        own = next((each for each in self.columns() if each.name == colour), None)
        if own is not None and own.kind != "class":
            return ()
        return (own and own.classes) or tuple(self.about()["classes"])

    def column(self, name: str) -> NDArray[Any]:
        """One column: int16 [n] or float32 [n]."""
        return _array(self.folder / f"columns/{name}.npy")

    def names(self) -> list[str] | None:
        """What the points are called, where they have names."""
        path = self.folder / "names.json"
        if not files.is_there(path):
            return None
        try:
            return [str(name) for name in files.read_any_json(path)]
        except (Unreadable, TypeError) as error:
            raise EmbeddingSetBroken(
                f"{_short(path)} of this map cannot be read: {error}"
            ) from error

    def sheets(self) -> Sheets | None:
        """The geometry of the thumbnails, where there are any."""
        found = self.about()["sheets"]
        return Sheets(**found) if found else None

    def maps(self) -> dict[str, Map]:
        """The projections there are and that are whole, by name, oldest first."""
        count = len(self.labels())
        found = [path.parent for path in (self.folder / "maps").glob("*/map.json")]
        whole = [folder for folder in found if map_problem(folder, count=count) is None]
        whole.sort(key=lambda folder: (folder / "points.npy").stat().st_mtime_ns)
        return {folder.name: Map(folder) for folder in whole}

    def map(self, name: str) -> Map | None:
        """The projection of this name, where it is there and whole."""
        folder = self.folder / "maps" / name
        there = NAME.fullmatch(name) and files.is_there(folder / "map.json")
        return Map(folder) if there and not map_problem(folder, count=len(self.labels())) else None


def embedding_sets() -> list[EmbeddingSet]:
    """All embedding sets that are whole and not hidden from who asks, newest first."""
    return [
        embedding_set
        for embedding_set in _every()
        if embedding_set_problem(embedding_set.folder) is None
    ]


def broken_embedding_sets() -> dict[str, str]:
    """Those that cannot be read, by name, each with the reason."""
    told = (
        (embedding_set.name, embedding_set_problem(embedding_set.folder))
        for embedding_set in _every()
    )
    return {name: reason for name, reason in told if reason}


def find_embedding_set(name: str) -> EmbeddingSet:
    """The set of this name; raises UnknownName, or EmbeddingSetBroken where it cannot be read."""
    folder = embedding_sets_folder() / name
    there = any(files.is_there(folder / mark) for mark in MARKS)
    if not NAME.fullmatch(name) or not there or is_hidden(folder):
        raise UnknownName("embedding set", name, (known.name for known in embedding_sets()))
    reason = embedding_set_problem(folder)
    if reason is not None:
        raise EmbeddingSetBroken(reason)
    return EmbeddingSet(folder)


def delete_embedding_set(name: str) -> None:
    """Remove an embedding set, whole or broken; raises UnknownName."""
    known = {embedding_set.name: embedding_set for embedding_set in _every()}
    if name not in known:
        raise UnknownName("embedding set", name, known)
    check_folder(Action.DELETE, known[name].folder, name)
    shutil.rmtree(known[name].folder)


def _every() -> list[EmbeddingSet]:
    """Every folder that is an embedding set, or what is left of one, newest first."""
    found = {path.parent for mark in MARKS for path in embedding_sets_folder().glob(f"*/{mark}")}
    kept = [folder for folder in found if NAME.fullmatch(folder.name) and not is_hidden(folder)]
    return [EmbeddingSet(folder) for folder in sorted(kept, key=_written, reverse=True)]


def _written(folder: Path) -> int:
    try:
        return (folder / "cloud.json").stat().st_mtime_ns
    except OSError:
        return 0


def _json(path: Path) -> dict[str, Any]:
    try:
        return files.read_json(path)
    except Unreadable as error:
        raise EmbeddingSetBroken(f"{_short(path)} of this map cannot be read: {error}") from error


def _array(path: Path, *, axes: int = 1) -> NDArray[Any]:
    try:
        return files.read_array(path, axes=axes)
    except Unreadable as error:
        raise EmbeddingSetBroken(f"{_short(path)} of this map cannot be read: {error}") from error


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
