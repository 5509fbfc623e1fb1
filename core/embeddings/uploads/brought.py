"""The one way in which files become vectors or images, with what is known of each.

Own data sets, the map and the command line read through here, whatever the file is. `look` reads
headers only, `read` is for a job; both say in a BadUpload what is wrong and what to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.embeddings.points import Known, Pictures, Points
from core.embeddings.uploads import (
    arrays,
    labels,
    pictures,
    projector,
    rows,
    shards,
    table,
    vectors,
)
from core.embeddings.uploads.archive import Folder, Tree, open_tree
from core.embeddings.uploads.beside import Beside
from core.embeddings.uploads.kind import kind_of
from core.errors import BadUpload

TREES = ("zip", "tar", "folder")
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
    keep: str | None = None
    """A column of what is known of images that must not be left out."""
    split: str | None = None
    """The column of their splits; None to tell it by its name."""
    images: bool = False
    """Whether the images are wanted of a table that holds vectors of them too."""


@dataclass(frozen=True)
class Seen:
    """What a look at the headers tells."""

    images: bool
    """Whether it holds images, not vectors."""
    count: int | None
    """How many vectors or images; None where only reading it tells."""
    choices: tuple[str, ...] = ()
    """The columns that could be the classes, the one that is taken first."""


@dataclass(frozen=True)
class _Opened:
    """What was opened: files, or a table that holds or names images, or neither."""

    kind: str
    tree: Tree | None = None
    told: Beside | None = None
    config: str | None = None
    """The path of a projector's config in the tree."""
    table: Any = None
    """A table of vectors, where its shards had to be read to know."""


def look(asked: Asked) -> Seen:
    """What the files are, by their headers; raises BadUpload."""
    opened, label = _open(asked), asked.label
    if opened.tree is None:
        return _look_at_vectors(asked, opened.kind)
    _no_labels_file(asked)
    if opened.table is not None:
        roles, _ = table.roles_of_vectors(opened.table.schema, asked.name, label)
        return Seen(False, opened.table.num_rows, tuple(roles.choices))
    if opened.config:
        return Seen(False, None, tuple(projector.look(opened.tree, opened.config)))
    count, columns = pictures.look(opened.tree, label=label, told=opened.told)
    return Seen(True, count, tuple(columns))


def read(asked: Asked) -> Pictures | Points:
    """All of it: images that are opened when asked for, or vectors; raises BadUpload."""
    opened = _open(asked)
    if opened.tree is None:
        return _read_vectors(asked, opened.kind)
    _no_labels_file(asked)
    if opened.table is not None:
        return table.points_of(opened.table, asked.name, label=asked.label)
    if opened.config:
        return projector.read(opened.tree, opened.config, label=asked.label)
    return pictures.read(
        opened.tree, label=asked.label, keep=asked.keep, split=asked.split, told=opened.told
    )


def holds_images(asked: Asked) -> bool:
    """Whether the file is an archive, a folder, or a table that holds or names images.

    Raises BadUpload for a Parquet table that is damaged; a text that is no table holds none.
    """
    kind = kind_of(asked.path, asked.name)
    if kind not in TABLES:
        return kind in TREES
    try:
        return rows.holds_images(asked.path, asked.name, kind, wanted=asked.images)
    except BadUpload:
        if kind == "parquet":
            raise
        return False


def names_files(path: Path, kind: str) -> bool:
    """Whether a file speaks of others that lie beside it."""
    if kind == "projector":
        return True
    return kind in TABLES and rows.names_images(path, path.name, kind)


def _open(asked: Asked) -> _Opened:
    path, name = asked.path, asked.name
    kind = kind_of(path, name)
    if kind == "projector":
        there = [each.name for each in path.parent.iterdir() if each.is_file()]
        return _Opened(kind, Folder(path.parent, name, there), config=path.name)
    if kind in TREES:
        tree = open_tree(path, name, kind)
        config = projector.config_in(tree)
        if not config and (found := shards.shards_in(tree)):
            return _open_shards(asked, kind, tree, found)
        return _Opened(kind, tree, config=config)
    if kind in TABLES and rows.holds_images(path, name, kind, wanted=asked.images):
        return _Opened(kind, *rows.open_rows(path, name, kind))
    return _Opened(kind)


def _open_shards(asked: Asked, kind: str, tree: Tree, names: list[str]) -> _Opened:
    read = shards.read_shards(tree, names)
    found = rows.inside(read, asked.name)
    if found is not None and rows.are_images(read.schema, wanted=asked.images):
        return _Opened(kind, *found)
    return _Opened(kind, tree, table=read)


def _look_at_vectors(asked: Asked, kind: str) -> Seen:
    path, name, label = asked.path, asked.name, None if asked.labels_file else asked.label
    count, columns = None, list[str]()
    if kind == "npy":
        if label:
            raise BadUpload(f"A .npy file has no columns: {label!r} cannot be chosen in {name}.")
        count, _ = vectors.look(path, name)
    elif kind in ARRAYS:
        count, roles = arrays.look(path, name, kind, label=label)
        columns = roles.choices
    else:
        columns = table.look(path, name, kind, label=label).choices
    if file := asked.labels_file:
        columns = labels.choices(file, file.name)
        if count is not None:
            labels.labelled(Known.nothing(count), file, file.name, label=asked.label)
    return Seen(False, count, tuple(columns))


def _read_vectors(asked: Asked, kind: str) -> Points:
    path, name, label = asked.path, asked.name, None if asked.labels_file else asked.label
    if kind == "npy":
        points = vectors.read(path, name)
    else:
        by: Callable[..., Points] = arrays.read if kind in ARRAYS else table.read
        points = by(path, name, kind, label=label)
    if file := asked.labels_file:
        known = labels.labelled(points.known, file, file.name, label=asked.label)
        points = replace(points, known=known)
    return points


def _no_labels_file(asked: Asked) -> None:
    if asked.labels_file:
        raise BadUpload(
            "Images take their classes from their folders, or from a table packed with them: no "
            "file of labels can be given for them."
        )
