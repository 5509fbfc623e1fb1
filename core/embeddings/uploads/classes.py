"""Somebody's own images to train on: any files that `brought` reads as images, checked and divided.

Everything is looked at before anything is kept: the archive's safety, the number of classes and of
images in each, that images can be opened, and that none stands in training and test at once.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import files
from core.data.class_names import UNLABELLED
from core.data.encoded import decode
from core.data.own import (
    PARTS,
    UPLOADED,
    Listed,
    OwnSet,
    find_own,
    keep_own,
    new_folder,
    sweep_stages,
)
from core.data.own_division import Division, divided
from core.embeddings.points import Known, Pictures
from core.embeddings.uploads.archive import Archive, Folder
from core.embeddings.uploads.brought import Asked, Seen, holds_images, look, read
from core.embeddings.uploads.columns import SPLIT
from core.embeddings.uploads.kind import kind_of
from core.embeddings.uploads.pictures import Opened
from core.errors import BadUpload, DataCorrupt, Stopped
from core.progress import Progress

MOST_CLASSES = 200
FEWEST = 10
"""Images of each class."""
MOST = 5000
"""Images in all."""
KEEPING = 1
"""The steps that keeping them counts for."""
LAYOUT = (
    "Make a folder for each class, with its images in it, or a metadata.csv with a column of "
    "their paths (file_name) and one of their labels, and pack them into one zip."
)


@dataclass(frozen=True)
class Taken:
    """What was kept, and what a person should know of it."""

    known: OwnSet
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Read:
    """The images that can be used: their names in the tree, their digests, what is known."""

    opened: Opened
    rows: NDArray[np.int64]
    digests: tuple[str, ...]
    known: Known


def take(
    path: Path,
    name: str,
    *,
    label: str | None = None,
    division: Division | None = None,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> Taken:
    """Check images, divide them, and keep them as a data set of its own.

    Folders or a column that say train and test (or val) are taken as they are; else `division`
    says how test images are drawn. The same images, divided alike, give the same data set. Raises
    BadUpload with a sentence, and Stopped where `stop()` said so: then nothing is kept.
    """
    division = division or Division()
    sweep_stages()
    progress(0, 0, "reading the list of images")
    asked = Asked(path, name, label, keep=division.group, split=division.split, images=True)
    found = read(asked) if holds_images(asked) else None
    if not isinstance(found, Pictures) or not isinstance(found.images, Opened):
        raise _no_images(name)
    if len(found.images) > MOST:
        raise BadUpload(
            f"{name} holds {len(found.images):,} images; at most {MOST:,} are trained on here. "
            "Use a sample of each class."
        )
    watched = _Watched(len(found.images), progress, stop)
    usable = _usable(found, name, watched)
    known = _or_unlabelled(usable.known)
    watched.at(len(found.images), "keeping them")
    _check_classes(Counter(known.labels.tolist()), known.classes, name)
    parts = divided(known.labels, known.classes, _given(known), _group(known, division), division)
    listed: dict[str, Listed] = {
        part: [(usable.opened.names[usable.rows[i]], int(known.labels[i])) for i in rows]
        for part, rows in parts.items()
    }
    usable = replace(usable, known=known)
    return Taken(_kept(path, name, usable, listed, watched), known.notes)


def look_at(path: Path, name: str) -> Seen:
    """How many images there are and which columns a table beside them has, by the headers alone;
    raises BadUpload.
    """
    asked = Asked(path, name, images=True)
    seen = look(asked) if holds_images(asked) else None
    if seen is None or not seen.images:
        raise _no_images(name)
    return seen


def _no_images(name: str) -> BadUpload:
    return BadUpload(
        f"{name} is neither an archive, a folder nor a table of images. {LAYOUT} Vectors go to "
        "the map."
    )


@dataclass(frozen=True)
class _Watched:
    """Tells how far the looking is, and ends it where it was stopped."""

    images: int
    progress: Progress
    stop: Callable[[], bool]

    def at(self, image: int, doing: str) -> None:
        """Before the image of that number; raises Stopped."""
        if self.stop():
            raise Stopped
        self.progress(image, self.images + KEEPING, doing)


def _usable(found: Pictures, name: str, watched: _Watched) -> _Read:
    """Each image once, without those that cannot be opened; raises BadUpload where none can."""
    opened, first = found.images, dict[str, int]()
    assert isinstance(opened, Opened)
    broken, doubles = list[int](), list[int]()
    for row in range(len(opened)):
        watched.at(row, "looking at every image")
        try:
            blob = opened.blob(row)
            decode(blob, opened.names[row])
        except DataCorrupt:
            broken.append(row)
            continue
        digest = hashlib.sha256(blob).hexdigest()
        if first.setdefault(digest, row) != row:  # it would be trained on and tested
            doubles.append(row)
    names = [opened.names[row] for row in broken]
    if not first:
        raise BadUpload(f"{name}: {_some(names)} cannot be opened as images. {LAYOUT}")
    known = found.known.without(np.array(broken, np.int64), "none of its images can be opened")
    rows = np.array(sorted(first.values()), np.int64)
    kept = np.setdiff1d(np.arange(len(opened)), broken)
    known = known.take(np.flatnonzero(np.isin(kept, rows)))
    unread = f"{_some(names)} cannot be opened as images: left out." if broken else ""
    many = len(doubles)
    twice = f"{many} duplicate image{'s' if many > 1 else ''} left out." if many else ""
    order = {row: digest for digest, row in first.items()}
    return _Read(opened, rows, tuple(order[row] for row in rows), known.noted(twice, unread))


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}"


def _or_unlabelled(known: Known) -> Known:
    """All of no class where none are told apart: a single one, such as their folder, tells nothing.

    Images beside a single class's folder are refused with the others (`_check_classes`).
    """
    if len(known.classes) > 1 or (known.classes and (known.labels < 0).any()):
        return known
    lack = f"are all of one class, {known.classes[0]}" if known.classes else "have no classes"
    note = (
        f"They {lack}, so that none can be told apart: maps, neighbours and near-copies "
        "need none, and simclr, vicreg and puzzles train without."
    )
    return replace(known, labels=np.zeros(len(known), np.int64), classes=UNLABELLED).noted(note)


def _check_classes(counts: Counter[int], classes: tuple[str, ...], name: str) -> None:
    if counts.get(-1):
        raise BadUpload(f"{name}: {counts[-1]} images lie outside the classes' folders. {LAYOUT}")
    if len(classes) > MOST_CLASSES:
        raise BadUpload(f"{name} holds {len(classes)} classes; at most {MOST_CLASSES} are allowed.")
    few = [f"{c} ({counts[i]})" for i, c in enumerate(classes) if counts[i] < FEWEST]
    if few and classes == UNLABELLED:
        raise BadUpload(f"{name}: bring {FEWEST} different images or more, not {counts[0]}.")
    if few:
        raise BadUpload(
            f"{name}: at least {FEWEST} different images of each class are needed; too few are in "
            f"{', '.join(few[:5])}. Add some, or remove the class."
        )


def _given(known: Known) -> NDArray[np.str_] | None:
    """Which part each image belongs to, where the files say so."""
    for column, values in known.columns:
        if column.name == SPLIT:
            return np.asarray(np.array([*column.classes, ""])[values], np.str_)
    return None


def _group(known: Known, division: Division) -> NDArray[np.int64] | None:
    """The numbers of the groups that are never parted; raises BadUpload for an unknown column."""
    if division.group is None:
        return None
    for column, values in known.columns:
        if column.title == division.group:
            return np.unique(values, return_inverse=True)[1].astype(np.int64)
    titles = ", ".join(column.title for column, _ in known.columns) or "none"
    raise BadUpload(f"There is no column {division.group!r} to group by. There are: {titles}.")


def _kept(
    path: Path, name: str, usable: _Read, listed: dict[str, Listed], watched: _Watched
) -> OwnSet:
    kind, classes = kind_of(path, name), usable.known.classes
    tree = usable.opened.tree
    in_place = kind == "folder" and isinstance(tree, Folder)  # not images inside its tables
    where = str(path) if in_place else ""
    parts = {part: listed[part] for part in PARTS if part in listed}
    told = repr((classes, parts, sorted(usable.digests), where))
    own = f"own-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    if (there := _there(own)) is not None:
        return there
    title = Path(name).name if kind == "folder" else Path(name).name.split(".")[0]
    with new_folder(own) as folder:  # all of it, or nothing
        if isinstance(tree, Archive):
            files.write(folder / UPLOADED, lambda part: shutil.copyfile(path, part))
        elif not in_place:
            files.write(folder / UPLOADED, lambda part: _pack(usable, part, watched))
        place = path.resolve() if in_place else Path(UPLOADED)
        keep_own(OwnSet(own, title, place, classes, parts, usable.known.notes), folder)
        watched.at(watched.images, "keeping them")  # the last moment to stop
    known = find_own(own)
    if known is None:
        raise BadUpload(f"{name} was removed while it was kept. Upload it again.")
    return known


def _pack(usable: _Read, place: Path, watched: _Watched) -> None:
    """The images alone as a zip, in which each can be read by itself."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as packed:
        for row in usable.rows.tolist():
            watched.at(watched.images, "keeping them")
            packed.writestr(usable.opened.names[row], usable.opened.blob(row))


def _there(own: str) -> OwnSet | None:
    """The same images, kept before; what is broken is kept anew."""
    try:
        known = find_own(own)
    except DataCorrupt:
        return None
    return known if known is not None and files.is_there(known.tree) else None
