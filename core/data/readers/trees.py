"""Images in folders by class, `PART/CLASS/IMAGE`, as a folder or as a zip of one.

A zip is read where it lies and never unpacked to disk. Still, one whose names leave its folder, or
which promises absurdly more than it holds, is refused.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, overload

import numpy as np

from core.access.roots import within
from core.data.class_names import class_name, in_order
from core.data.encoded import MOST_BYTES as MOST_ARRAY
from core.data.encoded import SUFFIXES, gather
from core.data.found import Files
from core.data.image_set import Content
from core.errors import DataCorrupt

BROKEN = (
    KeyError, OSError, EOFError, RuntimeError, UnicodeDecodeError, zipfile.BadZipFile, zlib.error
)  # fmt: skip
MOST_BYTES = 16 << 30
MOST_FILES = 1_000_000
MOST_RATIO = 200
"""How many times its packed size a file over 1 MiB may grow to; pictures hardly pack at all."""
MOST_FILE = 64 << 20


class Tree(Protocol):
    """A folder of files, packed or not."""

    @property
    def path(self) -> Path:
        """The folder or the archive."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """Every file's path below the top, with slashes, sorted."""
        ...

    def read(self, name: str) -> bytes:
        """A file's content; raises DataCorrupt."""
        ...


@dataclass(frozen=True)
class FolderTree:
    """A folder on disk."""

    path: Path

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every file's path below the folder."""
        found: list[str] = []
        for top, _, files in os.walk(self.path, followlinks=True):
            below = Path(top).relative_to(self.path)
            found += [(below / file).as_posix() for file in files]
        return tuple(sorted(found))

    def read(self, name: str) -> bytes:
        """A file's content; raises NotAllowed for a link that leads where who asks may not read."""
        place = within(self.path / name, self.path)
        try:
            if place.stat().st_size > MOST_FILE:
                raise DataCorrupt(f"{place} is larger than 64 MiB. Take it away.")
            return place.read_bytes()
        except OSError as error:
            raise DataCorrupt(f"{place} cannot be read ({error}). Replace or delete it.") from error


@dataclass
class ZipTree:
    """A zip archive; it may travel to other processes, each of which opens it for itself."""

    path: Path

    def __post_init__(self) -> None:
        self._open: tuple[int, zipfile.ZipFile] | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {"path": self.path, "_open": None}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every file's path inside the archive; raises DataCorrupt where the archive is unsafe."""
        infos = [info for info in self._archive().infolist() if not info.is_dir()]
        if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_BYTES:
            raise self._refused("it unpacks to more than a million files or 16 GiB")
        for info in infos:
            name = info.orig_filename
            if "\\" in name or ":" in name or name.startswith("/") or ".." in name.split("/"):
                raise self._refused(f"it holds a file that would leave its folder: {name!r}")
            if info.file_size > max(MOST_RATIO * info.compress_size, 1 << 20):
                raise self._refused(f"{name!r} grows to {info.file_size} bytes, as in a zip bomb")
        return tuple(sorted(info.filename for info in infos))

    def read(self, name: str) -> bytes:
        """A file's content."""
        try:
            info = self._archive().getinfo(name)
            if info.file_size > MOST_FILE:
                raise self._refused(f"{name!r} is larger than 64 MiB")
            return self._archive().read(info)
        except BROKEN as error:
            raise self._refused(f"{name!r} in it cannot be read ({error})") from error

    def _archive(self) -> zipfile.ZipFile:
        # A forked process must not share the file position with its parent.
        if self._open is None or self._open[0] != os.getpid():
            try:
                self._open = (os.getpid(), zipfile.ZipFile(self.path))
            except (OSError, ValueError, zipfile.BadZipFile) as error:
                raise self._refused(f"it is not a complete zip archive ({error})") from error
        return self._open[1]

    def _refused(self, why: str) -> DataCorrupt:
        return DataCorrupt(f"{self.path} is not used: {why}. Delete it and fetch it again.")


class TreeBlobs(Sequence[bytes]):
    """The contents of some files of a tree, read when asked for."""

    def __init__(self, tree: Tree, names: Sequence[str]) -> None:
        self._tree, self._names = tree, names

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, index: int) -> bytes: ...

    @overload
    def __getitem__(self, index: slice) -> TreeBlobs: ...

    def __getitem__(self, index: int | slice) -> bytes | TreeBlobs:
        if isinstance(index, slice):
            return TreeBlobs(self._tree, self._names[index])
        return self._tree.read(self._names[index])


@dataclass(frozen=True)
class ImageTree:
    """A folder `stem`, or `stem.zip`, of one folder a split and in it one a class.

    Folders above the splits' are passed over, so an archive may be used as it was downloaded.
    """

    stem: str
    train: str = "train"
    test: str = "test"

    def files(self, folder: Path) -> Files:
        """The one folder or archive; where it is a folder, the splits' folders in it."""
        place = either(folder / self.stem)
        if place.suffix == ".zip":
            return {"train": (place,), "test": (place,)}
        inner = place / place.name
        top = inner if inner.is_dir() else place
        return {"train": (top / self.train,), "test": (top / self.test,)}

    def sizes(self, files: Files) -> dict[str, int]:
        """From the names of the files."""
        return {split: len(names) for split, (_, names) in self._images(files).items()}

    def read(self, files: Files, split: str) -> Content:
        """All images; the classes are the folders' names in the order in which people count."""
        found = self._images(files)
        every = in_order(_folder(name) for _, names in found.values() for name in names)
        tree, names = found[split]
        return content(tree, names, [_folder(name) for name in names], every)

    def _images(self, files: Files) -> dict[str, tuple[Tree, list[str]]]:
        tops = {s: p if p.suffix == ".zip" else p.parent for s, (p,) in files.items()}
        trees = {top: open_tree(top) for top in tops.values()}
        images = {top: images_in(tree) for top, tree in trees.items()}
        parts = {"train": self.train, "test": self.test}
        return {
            split: (trees[top], [n for n in images[top] if n.split("/")[-3:-2] == [parts[split]]])
            for split, top in tops.items()
        }


def _folder(name: str) -> str:
    return class_name(name.split("/")[-2])


def either(path: Path) -> Path:
    """The folder `path` where there is one, else the zip beside it."""
    return path if path.is_dir() else path.with_name(path.name + ".zip")


def open_tree(path: Path) -> Tree:
    """A folder or a zip archive, by its name."""
    return ZipTree(path) if path.suffix == ".zip" else FolderTree(path)


def images_in(tree: Tree) -> list[str]:
    """The images of a tree, sorted, without hidden files and what macOS adds to archives."""
    return [
        name
        for name in tree.names
        if name.lower().endswith(SUFFIXES) and "/." not in f"/{name}" and "__MACOSX/" not in name
    ]


def content(
    tree: Tree,
    names: Sequence[str],
    labels: Sequence[str],
    classes: tuple[str, ...],
    *,
    most: int = MOST_ARRAY,
) -> Content:
    """Images `names` of a tree, each with the name of its class; raises DataCorrupt.

    `most` is how many bytes they may come to as one array.
    """
    number = {name: i for i, name in enumerate(classes)}
    images = gather(TreeBlobs(tree, names), [f"{tree.path}/{name}" for name in names], most=most)
    known = np.array([number[label] for label in labels], np.int64)
    return Content(images, known, classes, tuple(names))
