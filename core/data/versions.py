"""A version of a data set: its images, with some labels corrected and some images left out.

    own/<name>/version.json    title, base, classes, and for each split how many images the base
                               has, which rows are "dropped", and which are "relabelled" to what

It holds no image: those of its base are read, which stays as it is. A version of a version is one
of the same base. Its name comes from what it changes, so that the same corrections made twice are
one version. It is an entry of the catalogue like any other (core/data/catalogue.py).
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from core import files
from core.access import Action
from core.access.owner import check_folder, sign
from core.data import own
from core.data.found import SPLITS, Files, Found
from core.data.image_set import Content, ImageSet
from core.errors import BadRecipe, BadUpload, DataCorrupt, UnknownName, Unreadable
from core.paths import own_folder
from core.registry import Entry
from core.typed_json import WrongType, plain, typed

FILE = "version.json"
NAME = re.compile(r"([a-z0-9][a-z0-9-]*?)-repaired-[0-9a-f]{8}")
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Changes:
    """What is changed in a split, by rows of the base's; `sizes` guard against another base."""

    size: int
    """Images that the base has."""
    dropped: tuple[int, ...] = ()
    """Rows that are left out, ascending."""
    relabelled: Mapping[str, int] = field(default_factory=dict)
    """Rows, as text, and the numbers of their new classes."""

    @property
    def any(self) -> bool:
        """Whether it changes anything."""
        return bool(self.dropped or self.relabelled)

    def kept(self) -> Rows:
        """The base's rows that are left: int64 [m], ascending."""
        return np.setdiff1d(np.arange(self.size), np.array(self.dropped, np.int64))

    def labels(self, known: Rows) -> Rows:
        """The labels int64 [size] of the base, corrected, those that are left out included."""
        made = known.copy()
        made[[int(row) for row in self.relabelled]] = list(self.relabelled.values())
        return made


@dataclass(frozen=True)
class Version:
    """What is known of one; raises ValueError where it contradicts itself."""

    name: str
    title: str
    base: str
    classes: tuple[str, ...]
    splits: Mapping[str, Changes]

    def __post_init__(self) -> None:
        for changes in self.splits.values():
            rows = [*changes.dropped, *map(int, changes.relabelled)]
            if any(not 0 <= row < changes.size for row in rows):
                raise ValueError("it changes images that its base has not")
            if any(not 0 <= to < len(self.classes) for to in changes.relabelled.values()):
                raise ValueError("it names unknown classes")

    def told(self) -> str:
        """What it changes, in words."""
        labels = sum(len(each.relabelled) for each in self.splits.values())
        images = sum(len(each.dropped) for each in self.splits.values())
        said = [f"{labels:,} label{'s' * (labels > 1)} corrected"] * bool(labels)
        said += [f"{images:,} image{'s' * (images > 1)} left out"] * bool(images)
        return ", ".join(said)


@dataclass(frozen=True)
class Base:
    """How the set that a version corrects is reached: the catalogue's own functions."""

    entry: Callable[[str], Entry]
    find: Callable[[str], Found | None]
    load: Callable[[str, str], ImageSet]


class VersionEntry(Entry):
    """As the entry of a file in `sets/`; its one layout is made when it is loaded."""

    base: Base
    version: Version

    def load(self) -> ModuleType:
        """A module with the layout alone."""
        made = ModuleType(self.module)
        made.LAYOUTS = (VersionLayout(self.version, self.base),)  # type: ignore[attr-defined]
        return made


@dataclass(frozen=True)
class VersionLayout:
    """Reads the base's images with the corrected labels."""

    version: Version
    base: Base

    def files(self, folder: Path) -> Files:
        """The list of changes, and what the base needs."""
        del folder
        found, about = self.base.find(self.version.base), _file(self.version.name)
        if found is None:
            return {split: (about, Path(f"the images of {self.version.base}")) for split in SPLITS}
        return {split: (about, *found.files[split]) for split in SPLITS}

    def sizes(self, files: Files) -> dict[str, int]:
        """From the list."""
        del files
        splits = self.version.splits.items()
        return {split: changes.size - len(changes.dropped) for split, changes in splits}

    def read(self, files: Files, split: str) -> Content:
        """All that are kept; raises DataCorrupt where the base is not what it was."""
        del files
        known, changes = self.base.load(self.version.base, split), self.version.splits[split]
        if len(known) != changes.size or known.classes != self.version.classes:
            raise DataCorrupt(
                f"{self.version.base} is not what it was when {self.version.name} was made: it has "
                f"{len(known):,} images of {len(known.classes)} classes. Repair its labels again."
            )
        kept = known.take(changes.kept())
        labels = changes.labels(known.labels)[changes.kept()]
        return Content(kept.images, labels, known.classes, kept.paths)


def entry(name: str, base: Base) -> Entry | None:
    """The entry of a version; None where there is none of that name."""
    version = find_version(name)
    if version is None:
        return None
    of = base.entry(version.base)
    stated = {key: of.constants[key] for key in ("LICENCE",) if key in of.constants}
    hint = f"It corrects {of.constants['TITLE']}, whose images have to be here."
    constants = {**stated, "TITLE": version.title, "CLASSES": version.classes, "BY_HAND": hint}
    summary = f"{of.constants['TITLE']}, repaired: {version.told()}."
    made = VersionEntry(name, "core.data.versions", summary, of.source, constants)
    object.__setattr__(made, "base", base)
    object.__setattr__(made, "version", version)
    return made


def find_version(name: str) -> Version | None:
    """A version by its name; raises DataCorrupt where its list cannot be read."""
    if not NAME.fullmatch(name) or not files.is_there(own_folder() / name):
        return None
    try:
        return typed(Version, {"name": name, **files.read_json(_file(name))}, FILE)
    except (Unreadable, WrongType, ValueError) as error:
        raise DataCorrupt(
            f"The list of {name} cannot be read ({error}). Delete it, and apply the decisions anew."
        ) from error


def all_versions() -> list[Version]:
    """Every one on this machine that can be read, by title."""
    found = [version for version, _ in map(_read, _names()) if version is not None]
    return sorted(found, key=lambda version: version.title.lower())


def broken_versions() -> dict[str, str]:
    """Those that cannot be read, by name, each with the reason and what to do."""
    return {name: reason for name in _names() for _, reason in [_read(name)] if reason}


def versions_of(base: str) -> list[Version]:
    """Those of one data set."""
    return [version for version in all_versions() if version.base == base]


def check_alone(name: str) -> None:
    """Raises BadRecipe where a version shows the images of the data set `name`."""
    if made := versions_of(name):
        raise BadRecipe(f"{made[0].title} shows these images with other labels. Delete it first.")


def base_of(name: str) -> str:
    """The data set whose images these are: a version's base, else the set itself."""
    version = find_version(name)
    return name if version is None else version.base


def validation_rows(name: str) -> Rows:
    """Where the validation images that a data set itself names lie in its training split, int64;
    none where it is not somebody's own, nor a version of such, or names none.
    """
    version = find_version(name)
    if version is None:
        return own.validation_rows(name)
    kept = version.splits["train"].kept()
    return np.flatnonzero(np.isin(kept, own.validation_rows(version.base)))


def keep_version(version: Version) -> Version:
    """Write a version under the name that its changes give it; the one that is there, where the
    same was made before. Raises BadUpload where it changes nothing, NotWritten.
    """
    if not version.told():
        raise BadUpload("Nothing is changed by these decisions: there is no version to make.")
    about = {k: v for k, v in plain(version).items() if k not in ("name", "title")}
    mark = hashlib.sha256(repr(about).encode()).hexdigest()[:8]
    named = replace(version, name=f"{version.base}-repaired-{mark}")
    if (there := _read(named.name)[0]) is not None:
        return there
    with files.filled_folder(own_folder() / named.name) as folder:
        sign(folder)
        files.write_json(folder / FILE, {k: v for k, v in plain(named).items() if k != "name"})
    return named


def rename_version(name: str, title: str) -> None:
    """Give a version another title; its name, which runs know, stays. Raises UnknownName,
    BadUpload for an empty title, NotWritten.
    """
    version = find_version(name)
    if version is None:
        raise UnknownName("version of a data set", name, _names())
    check_folder(Action.RENAME, own_folder() / name, version.title)
    if not title.strip():
        raise BadUpload("A data set needs a name of at least one letter.")
    renamed = replace(version, title=title.strip())
    files.write_json(_file(name), {k: v for k, v in plain(renamed).items() if k != "name"})


def delete_version(name: str) -> None:
    """Forget a version; its base stays, and so do runs that learned from it. Raises UnknownName."""
    if name not in _names():
        raise UnknownName("version of a data set", name, _names())
    check_folder(Action.DELETE, own_folder() / name, name)
    shutil.rmtree(own_folder() / name)


def _read(name: str) -> tuple[Version | None, str]:
    """One of them, and what is wrong with it."""
    try:
        return find_version(name), ""
    except DataCorrupt as error:
        return None, str(error)


def _names() -> list[str]:
    found = own_folder().glob("*-repaired-*")
    return sorted(path.name for path in found if NAME.fullmatch(path.name) and path.is_dir())


def _file(name: str) -> Path:
    return own_folder() / name / FILE
