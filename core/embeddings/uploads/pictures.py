"""Images in a zip or a folder; a folder in it is a class, as in torchvision's ImageFolder."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from core.data.encoded import SUFFIXES, decode
from core.data.split_names import are_splits
from core.embeddings.points import Known, Pictures, as_classes
from core.embeddings.uploads.archive import Archive, Folder
from core.embeddings.uploads.columns import Given, split_column
from core.errors import BadUpload, DataCorrupt

OTHERS = (".heic", ".heif", ".avif", ".jp2", ".j2k")
LARGE = 300_000
"""Bytes from which an image is decoded small at once."""
EDGE = 256


def look(path: Path, name: str, kind: str) -> int:
    """How many images there are, by their names; raises BadUpload."""
    return len(_images(_tree(path, name, kind)))


def read(path: Path, name: str, kind: str) -> Pictures:
    """All images, opened when asked for, with the classes that their folders name."""
    tree = _tree(path, name, kind)
    names = _images(tree)
    return Pictures(Opened(tree, names), known_of(names))


class Opened:
    """Images of a zip or a folder by number: uint8 [h, w] or [h, w, 3].

    Raises DataCorrupt or BadPhoto for one that is none.
    """

    def __init__(self, tree: Archive | Folder, names: list[str]) -> None:
        self._tree, self._names = tree, names

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, index: int, /) -> NDArray[np.uint8]:
        name = self._names[index]
        try:
            blob = self._tree.read(name)
        except BadUpload as error:
            raise DataCorrupt(str(error)) from error
        if len(blob) < LARGE and not name.lower().endswith(OTHERS):
            return decode(blob, name)
        return _small(blob)


def known_of(names: list[str]) -> Known:
    """Classes from the folders in "train/shoe/1.png", "fruits/apple/1.png", "apple/1.png".

    Folders that all images share are passed over, and folders of splits become a column.
    """
    folders = [PurePosixPath(name).parts[:-1] for name in names]
    shared = _shared(folders)
    deepest = min(map(len, folders))
    # All in one folder: that is their class, though it tells nothing apart.
    inner = [parts[min(shared, max(map(len, folders)) - 1) :] for parts in folders]
    plain = tuple("/".join(PurePosixPath(name).parts[min(shared, deepest) :]) for name in names)
    if not any(inner):
        return Known(np.full(len(names), -1), names=plain)
    columns: tuple[Given, ...] = ()
    tops = {parts[0] if parts else "" for parts in inner}
    if are_splits(tops) and all(len(parts) > 1 for parts in inner):
        columns = (split_column([parts[0] for parts in inner]),)
        inner = [parts[1:] for parts in inner]
    labels, classes = as_classes([parts[0] if parts else None for parts in inner])
    return Known(labels, classes, plain, columns)


def _shared(folders: list[tuple[str, ...]]) -> int:
    """How many folders, from the top, all paths have in common."""
    first, last = min(folders), max(folders)
    same = (one == other for one, other in zip(first, last, strict=False))
    return next((i for i, alike in enumerate(same) if not alike), min(len(first), len(last)))


def _tree(path: Path, name: str, kind: str) -> Archive | Folder:
    return Archive(path, name) if kind == "zip" else Folder(path, name)


def _images(tree: Archive | Folder) -> list[str]:
    ends = (*SUFFIXES, *OTHERS)
    names = [name for name in tree.names if "/." not in f"/{name}" and "__MACOSX/" not in name]
    found = [n for n in names if n.lower().endswith(ends) or not PurePosixPath(n).suffix]
    if not found:
        kinds = ", ".join(sorted({PurePosixPath(name).suffix for name in names})[:8])
        holds = f"only files of the kinds {kinds}" if kinds else "no files"
        raise BadUpload(f"{tree.name} holds no images: {holds}.")
    return found


def _small(blob: bytes) -> NDArray[np.uint8]:
    """A photo, at most 256 pixels, upon white where it is transparent."""
    from core.data.open_photo import open_rgb

    return np.asarray(open_rgb(blob, edge=EDGE))
