"""The catalogue: which data sets are known, which of them are here, and their images.

A data set is one file in `sets/`. Nothing is downloaded from here: `fetch` does that when asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data import own, versions
from core.data.class_names import UNLABELLED
from core.data.found import SPLITS, Files, Found, Layout, folders
from core.data.image_set import Content, ImageSet
from core.errors import DataCorrupt, DataMissing, UnknownName
from core.registry import Entry, entries
from core.registry import find as find_entry

SETS = "core.data.sets"


def names() -> list[str]:
    """The names of all data sets, here or not, in alphabetical order."""
    return list(entries(SETS))


def entry(name: str) -> Entry:
    """The data set's file, unread but for its docstring and constants; raises UnknownName.

    Somebody's own data set has no file: what is known of it stands in core/data/own.py, and of one
    whose labels were repaired in core/data/versions.py.
    """
    repaired = versions.entry(name, versions.Base(entry, find, load))
    return own.entry(name) or repaired or find_entry(SETS, "data set", name)


def title(name: str) -> str:
    """What people call a data set; raises UnknownName."""
    return str(entry(name).constants["TITLE"])


def called(name: str) -> str:
    """The title; the name itself of what somebody brought and is gone since."""
    try:
        return title(name)
    except UnknownName:
        return name


def is_here(name: str) -> bool:
    """Whether the whole of it lies on this machine; not so where there is no such data set."""
    try:
        return find(name) is not None
    except UnknownName:
        return False


def find(name: str) -> Found | None:
    """Where a data set lies, or None where no folder holds the whole of it; decodes nothing.

    Raises UnknownName.
    """
    return find_in(entry(name), folders())


def find_in(known: Entry, places: Iterable[Path]) -> Found | None:
    """The same for given folders."""
    for layout, files in _candidates(known, places):
        if all(path.exists() for path in _every(files)):
            return Found(known.name, layout, files)
    return None


def load(name: str, split: str) -> ImageSet:
    """The `train` or `test` split of a data set.

    Raises:
        UnknownName: for a data set or split that does not exist.
        DataMissing: where the data set is not on this machine; says how to get it.
        DataCorrupt: where one of its files cannot be read; names the file.
    """
    known = entry(name)
    if split not in SPLITS:
        raise UnknownName("split", split, SPLITS)
    found = find(name)
    if found is None:
        raise DataMissing(f"{name} is not on this machine{_half(known)}. {how_to_get(known)}")
    return read(found, known, split)


def read(found: Found, known: Entry, split: str) -> ImageSet:
    """The images of a data set that was found; raises DataCorrupt."""
    content = found.layout.read(found.files, split)
    classes = tuple(known.constants.get("CLASSES", ())) or content.classes
    labels = _in_order(content, classes)
    _check(found, labels, classes)
    return ImageSet(
        name=known.name,
        split=split,
        images=content.images,
        labels=labels,
        classes=classes,
        source=str(found.where),
        paths=content.paths,
    )


def class_count(name: str) -> int | None:
    """How many classes a data set has, told without reading it; None where it has none to tell
    apart. Raises UnknownName.
    """
    stated = entry(name).constants
    classes = stated.get("CLASSES", ())
    return None if classes == UNLABELLED else len(classes) or stated.get("CLASS_COUNT")


def is_unlabelled(name: str) -> bool:
    """Whether its images came without classes. Raises UnknownName."""
    return entry(name).constants.get("CLASSES") == UNLABELLED


def needs_classes(name: str, what: str) -> str:
    """A sentence, with the way out, where `what` cannot do without a data set's classes."""
    more = (
        "Put a metadata.csv with the images' paths (file_name) and labels beside them, and bring "
        "them again."
        if is_unlabelled(name)
        else "Choose another data set."
    )
    return f"{title(name)} has no classes, and {what} needs them. {more}"


def has_unseen_classes(name: str) -> bool:
    """Whether no class that is tested on is trained on. Raises UnknownName, DataCorrupt."""
    base = versions.base_of(name)
    known = own.find_own(base)
    return known.disjoint if known else bool(entry(base).constants.get("UNSEEN"))


def class_names(name: str) -> tuple[str, ...]:
    """The classes of a data set, read from it where it is its files that name them.

    Raises UnknownName, and as `load`.
    """
    return tuple(entry(name).constants.get("CLASSES") or load(name, "train").classes)


def how_to_get(known: Entry) -> str:
    """A sentence for people: how this data set comes onto a machine."""
    return f"{command_to_get(known)} {known.constants.get('BY_HAND', '')}".strip()


def command_to_get(known: Entry) -> str:
    """Its first half, the command; "" where nothing can fetch it. A page has a button instead."""
    return f"Get it with: python -m core data --get {known.name}." if fetchable(known) else ""


def fetchable(known: Entry) -> bool:
    """Whether there is a way to fetch it; else it comes by hand."""
    return bool(known.constants.get("GET"))


def _candidates(known: Entry, places: Iterable[Path]) -> Iterator[tuple[Layout, Files]]:
    layouts: tuple[Layout, ...] = known.load().LAYOUTS
    for folder in places:
        for layout in layouts:
            yield layout, layout.files(folder)


def _every(files: Files) -> list[Path]:
    return [path for paths in files.values() for path in paths]


def _half(known: Entry) -> str:
    """What to say where some of the files are there and others are not."""
    for _, files in _candidates(known, folders()):
        wanted = dict.fromkeys(_every(files))
        absent = [str(path) for path in wanted if not path.exists()]
        if 0 < len(absent) < len(wanted):
            return f" as a whole: missing {', '.join(absent)}"
    return ""


def _in_order(content: Content, classes: tuple[str, ...]) -> NDArray[np.int64]:
    """The labels as numbers into `classes`, where the files list the same names otherwise."""
    given = content.classes
    if given == classes or set(given) != set(classes) or len(given) != len(classes):
        return content.labels
    order = np.array([classes.index(name) for name in given], np.int64)
    inside = (content.labels >= 0) & (content.labels < len(given))
    return np.where(inside, order[np.where(inside, content.labels, 0)], -1)


def _check(found: Found, labels: NDArray[np.int64], classes: tuple[str, ...]) -> None:
    if not len(labels):
        raise DataCorrupt(f"{found.name} in {found.where} holds no images. Fetch it again.")
    wrong = labels[(labels < 0) | (labels >= len(classes))]
    if len(wrong):
        raise DataCorrupt(
            f"{found.name} in {found.where} has the label {wrong[0]}, but {len(classes)} classes. "
            "Fetch it again."
        )
