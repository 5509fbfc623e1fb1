"""Images in a zip, a tar, a folder or a table; a folder in it is a class, as in torchvision's
ImageFolder, unless a table beside the images says which they are.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from core.data.encoded import SUFFIXES, decode
from core.data.split_names import are_splits
from core.embeddings.points import Known, Pictures, as_classes
from core.embeddings.uploads.archive import Tree
from core.embeddings.uploads.beside import Beside, beside
from core.embeddings.uploads.columns import SPLIT, Given, known_of_table, roles_of, split_column
from core.errors import BadUpload, DataCorrupt

OTHERS = (".heic", ".heif", ".avif", ".jp2", ".j2k")
LARGE = 300_000
"""Bytes from which an image is decoded small at once."""
EDGE = 256


def look(tree: Tree, *, label: str | None, told: Beside | None = None) -> tuple[int, list[str]]:
    """How many images there are, by their names, and the columns that could be their classes.

    Raises BadUpload.
    """
    names = images_of(tree)
    told = told or beside(tree, names)
    if told is None:
        _no_column(label)
        return len(names), []
    return len(told.images), roles_of(told.table.schema, tree.name, label).choices


def read(
    tree: Tree,
    *,
    label: str | None,
    keep: str | None = None,
    split: str | None = None,
    told: Beside | None = None,
) -> Pictures:
    """All images, opened when asked for, with what their folders or a table say of them.

    `keep` is a column that must not be left out, `split` that of the splits where one was chosen,
    `told` the table where it is known already.
    """
    names = images_of(tree)
    told = told or beside(tree, names)
    if told is None:
        _no_column(label or split)
        return Pictures(Opened(tree, names), known_of(names))
    left = len(names) - len(told.images)
    note = f"{left:,} of {len(names):,} images stand in no table and are left out." if left else ""
    known = _told(told, tree.name, label, keep, split)
    return Pictures(Opened(tree, list(told.images)), known.noted(note))


class Opened:
    """Images of a tree by number: uint8 [h, w] or [h, w, 3].

    Raises DataCorrupt or BadPhoto for one that is none.
    """

    def __init__(self, tree: Tree, names: list[str]) -> None:
        self.tree, self.names = tree, names

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, index: int, /) -> NDArray[np.uint8]:
        name, blob = self.names[index], self.blob(index)
        if len(blob) < LARGE and not name.lower().endswith(OTHERS):
            return decode(blob, name)
        return _small(blob)

    def blob(self, index: int) -> bytes:
        """An image as it is encoded; raises DataCorrupt."""
        try:
            return self.tree.read(self.names[index])
        except BadUpload as error:
            raise DataCorrupt(str(error)) from error


def known_of(names: list[str]) -> Known:
    """Classes from the folders in "train/shoe/1.png", "fruits/apple/1.png", "apple/1.png".

    Folders that all images share are passed over, and folders of splits become a column.
    """
    inner, plain = _inner(names)
    columns = _splits(inner)
    if not any(inner) or (columns and all(len(parts) == 1 for parts in inner)):
        return Known(np.full(len(names), -1), names=plain, columns=columns)
    if columns and all(len(parts) > 1 for parts in inner):
        inner = [parts[1:] for parts in inner]
    else:
        columns = ()
    labels, classes = as_classes([parts[0] if parts else None for parts in inner])
    return Known(labels, classes, plain, columns)


def images_of(tree: Tree) -> list[str]:
    """The paths of its images; raises BadUpload where there are none."""
    ends = (*SUFFIXES, *OTHERS)
    names = [name for name in tree.names if "/." not in f"/{name}" and "__MACOSX/" not in name]
    found = [n for n in names if n.lower().endswith(ends) or not PurePosixPath(n).suffix]
    if not found:
        kinds = ", ".join(sorted({PurePosixPath(name).suffix for name in names})[:8])
        holds = f"only files of the kinds {kinds}" if kinds else "no files"
        raise BadUpload(f"{tree.name} holds no images: {holds}. Pack JPEG or PNG files.")
    return found


def _told(told: Beside, name: str, label: str | None, keep: str | None, split: str | None) -> Known:
    """What the table says, and the folders where it names no class or no splits."""
    names = list(told.images)
    roles = roles_of(told.table.schema, name, label)
    folders = known_of(names)
    if not told.table.num_columns:
        return folders
    known = known_of_table(told.table, roles, name, keep=keep, split_by=split)
    if not known.classes:
        known = replace(known, labels=folders.labels, classes=folders.classes)
    if all(column.name != SPLIT for column, _ in known.columns):
        known = replace(known, columns=(*_splits(_inner(names)[0]), *known.columns))
    return replace(known, names=known.names or folders.names)


def _inner(names: list[str]) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    """The folders and the path of each image below the folders that all of them share."""
    folders = [PurePosixPath(name).parts[:-1] for name in names]
    shared = _shared(folders)
    deepest = min(map(len, folders))
    plain = tuple("/".join(PurePosixPath(name).parts[min(shared, deepest) :]) for name in names)
    # All in one folder: that is their class, though it tells nothing apart.
    return [parts[min(shared, max(map(len, folders)) - 1) :] for parts in folders], plain


def _splits(inner: list[tuple[str, ...]]) -> tuple[Given, ...]:
    """The column of the splits, where the folders at the top are called so."""
    tops = [parts[0] if parts else "" for parts in inner]
    return (split_column(tops),) if are_splits(set(tops)) else ()


def _shared(folders: list[tuple[str, ...]]) -> int:
    """How many folders, from the top, all paths have in common."""
    first, last = min(folders), max(folders)
    same = (one == other for one, other in zip(first, last, strict=False))
    return next((i for i, alike in enumerate(same) if not alike), min(len(first), len(last)))


def _no_column(label: str | None) -> None:
    if label:
        raise BadUpload(
            f"Images take their classes from their folders: there is no table with {label!r}."
        )


def _small(blob: bytes) -> NDArray[np.uint8]:
    """A photo, at most 256 pixels, upon white where it is transparent."""
    from core.data.open_photo import open_rgb

    return np.asarray(open_rgb(blob, edge=EDGE))
