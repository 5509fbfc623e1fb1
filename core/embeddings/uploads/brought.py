"""The one way in which files become vectors or images, with what is known of each.

Own data sets, the map and the command line read through here, whatever the file is. `look` reads
headers only, `read` is for a job; both say in a BadUpload what is wrong and what to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.embeddings.points import Known, Pictures, Points
from core.embeddings.uploads import arrays, labels, pictures, table, vectors
from core.embeddings.uploads.kind import kind_of
from core.errors import BadUpload

IMAGES = ("zip", "folder")
ARRAYS = ("npz", "safetensors")
TABLES = ("parquet", "csv", "json")


@dataclass(frozen=True)
class Asked:
    """Files, and how they are to be read."""

    path: Path
    name: str
    """What its owner calls it, for messages."""
    label: str | None = None
    """The column of the classes; None to tell it by the columns' names."""
    labels_file: Path | None = None
    """What is known of vectors, in a file of its own."""


@dataclass(frozen=True)
class Seen:
    """What a look at the headers tells."""

    kind: str
    count: int | None
    """How many vectors or images; None where only reading it tells."""
    choices: tuple[str, ...]
    """The columns that could be the classes, the one that is taken first."""

    @property
    def images(self) -> bool:
        """Whether it holds images, not vectors."""
        return self.kind in IMAGES


def look(asked: Asked) -> Seen:
    """What the files are, by their headers; raises BadUpload."""
    path, name, label = asked.path, asked.name, asked.label
    kind, inner = kind_of(path, name), None if asked.labels_file else label
    count, columns = None, list[str]()
    if kind in IMAGES:
        _no_labels(asked)
        count = pictures.look(path, name, kind)
    elif kind == "npy":
        if inner:
            raise BadUpload(f"A .npy file has no columns: {label!r} cannot be chosen in {name}.")
        count, _ = vectors.look(path, name)
    elif kind in ARRAYS:
        count, roles = arrays.look(path, name, kind, label=inner)
        columns = roles.choices
    elif kind in TABLES:
        columns = table.look(path, name, kind, label=inner).choices
    else:
        raise BadUpload(f"{name} cannot be mapped.")
    if file := asked.labels_file:
        columns = labels.choices(file, file.name)
        if count is not None:
            labels.labelled(Known.nothing(count), file, file.name, label=label)
    return Seen(kind, count, tuple(columns))


def read(asked: Asked) -> Pictures | Points:
    """All of it: images that are opened when asked for, or vectors; raises BadUpload."""
    kind = kind_of(asked.path, asked.name)
    if kind in IMAGES:
        _no_labels(asked)
        return pictures.read(asked.path, asked.name, kind)
    points = _points(asked, kind)
    if file := asked.labels_file:
        known = labels.labelled(points.known, file, file.name, label=asked.label)
        points = Points(points.vectors, known)
    return points


def _points(asked: Asked, kind: str) -> Points:
    path, name, label = asked.path, asked.name, None if asked.labels_file else asked.label
    if kind == "npy":
        return vectors.read(path, name)
    by: Callable[..., Points] = arrays.read if kind in ARRAYS else table.read
    return by(path, name, kind, label=label)


def _no_labels(asked: Asked) -> None:
    if asked.label or asked.labels_file:
        raise BadUpload(
            "Images take their classes from their folders: no labels can be named for them."
        )
