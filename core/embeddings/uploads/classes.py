"""Somebody's own images to train on: a folder or zip with a folder a class, checked and divided.

Everything is looked at before anything is kept: the archive's safety, the number of classes and of
images in each, that every image can be opened, and that none stands in training and test at once.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import files
from core.data.encoded import SUFFIXES, decode
from core.data.own import UPLOADED, Listed, OwnSet, find_own, keep_own, new_folder
from core.embeddings.uploads.archive import Archive, Folder
from core.embeddings.uploads.kind import kind_of
from core.embeddings.uploads.pictures import known_of
from core.errors import BadUpload, DataCorrupt

FEWEST_CLASSES, MOST_CLASSES = 2, 200
FEWEST = 10
"""Images of each class."""
MOST = 5000
"""Images in all."""
TEST_SHARE = 0.3
TESTS = ("test", "val", "valid", "validation")
LAYOUT = "Make a folder for each class, with its images in it, and pack them into one zip."


@dataclass(frozen=True)
class Taken:
    """What was kept, and what a person should know of it."""

    known: OwnSet
    notes: tuple[str, ...]


def take(path: Path, name: str) -> Taken:
    """Check a folder or a zip of images, divide it, and keep it as a data set of its own.

    Folders called train and test (or val) above the classes are taken as they are; else three in
    ten images of each class, drawn by a fixed seed, are tested on. The same images give the same
    data set. Raises BadUpload with a sentence.
    """
    kind = kind_of(path, name)
    if kind not in ("zip", "folder"):
        raise BadUpload(f"{name} is neither a zip nor a folder of images. {LAYOUT}")
    tree = Archive(path, name) if kind == "zip" else Folder(path, name)
    names = _images(tree)
    digests = _opened(tree, names)
    names, doubles = _without_doubles(names, digests)
    known = known_of(names)
    _check_classes(Counter(known.labels.tolist()), known.classes, name)
    tested = _given_tests(known.columns) if known.columns else _drawn_tests(known.labels)
    _check_split(known.labels, known.classes, tested, name)
    listed: dict[str, Listed] = {
        split: [
            (names[i], int(known.labels[i])) for i in np.flatnonzero(tested == (split == "test"))
        ]
        for split in ("train", "test")
    }
    own = _kept(path, name, kind, (known.classes, listed, digests))
    note = f"{doubles} duplicate image{'s' if doubles > 1 else ''} left out." if doubles else ""
    return Taken(own, tuple(filter(None, [note])))


def _images(tree: Archive | Folder) -> list[str]:
    names = [
        name
        for name in tree.names
        if name.lower().endswith(SUFFIXES) and "/." not in f"/{name}" and "__MACOSX/" not in name
    ]
    if not names:
        raise BadUpload(f"{tree.name} holds no images (JPEG, PNG, WebP, ...). {LAYOUT}")
    if len(names) > MOST:
        raise BadUpload(
            f"{tree.name} holds {len(names):,} images; at most {MOST:,} are trained on here. "
            "Use a sample of each class."
        )
    return names


def _opened(tree: Archive | Folder, names: list[str]) -> dict[str, str]:
    """Each image's digest by its name; raises BadUpload where one cannot be opened."""
    digests, broken = dict[str, str](), list[str]()
    for name in names:
        blob = tree.read(name)
        try:
            decode(blob, name)
        except DataCorrupt:
            broken.append(name)
        digests[name] = hashlib.sha256(blob).hexdigest()
    if broken:
        more = f" and {len(broken) - 3} more" if len(broken) > 3 else ""
        raise BadUpload(
            f"{tree.name}: {', '.join(broken[:3])}{more} cannot be opened as images. Replace or "
            "delete them, then try again."
        )
    return digests


def _without_doubles(names: list[str], digests: dict[str, str]) -> tuple[list[str], int]:
    """An image that is there twice would be trained on and tested."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(digests[name], name)
    kept = [name for name in names if first[digests[name]] == name]
    return kept, len(names) - len(kept)


def _check_classes(counts: Counter[int], classes: tuple[str, ...], name: str) -> None:
    if counts.get(-1):
        raise BadUpload(f"{name}: {counts[-1]} images lie outside the classes' folders. {LAYOUT}")
    if len(classes) < FEWEST_CLASSES:
        there = f"one class ({classes[0]})" if classes else "no class"
        raise BadUpload(f"{name} holds {there}; at least two are needed to tell apart. {LAYOUT}")
    if len(classes) > MOST_CLASSES:
        raise BadUpload(f"{name} holds {len(classes)} classes; at most {MOST_CLASSES} are allowed.")
    few = [f"{c} ({counts[i]})" for i, c in enumerate(classes) if counts[i] < FEWEST]
    if few:
        raise BadUpload(
            f"{name}: at least {FEWEST} different images of each class are needed; too few are in "
            f"{', '.join(few[:5])}. Add some, or remove the class."
        )


def _given_tests(columns: tuple[tuple[object, NDArray[np.int64]], ...]) -> NDArray[np.bool_]:
    """Which images lie in a folder called test or the like."""
    column, values = columns[0]
    names = [str(each).lower() for each in getattr(column, "classes", ())]
    return np.isin(values, [i for i, each in enumerate(names) if each in TESTS])


def _drawn_tests(labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    draw, tested = np.random.default_rng(0), np.zeros(len(labels), bool)
    for number in np.unique(labels):
        rows = np.flatnonzero(labels == number)
        tested[draw.permutation(rows)[: max(1, round(TEST_SHARE * len(rows)))]] = True
    return tested


def _check_split(
    labels: NDArray[np.int64], classes: tuple[str, ...], tested: NDArray[np.bool_], name: str
) -> None:
    for part, chosen in (("training", ~tested), ("test", tested)):
        absent = [c for i, c in enumerate(classes) if not (chosen & (labels == i)).any()]
        if absent:
            raise BadUpload(
                f"{name}: its {part} folder holds no image of {', '.join(absent[:5])}. Give every "
                "class images in both, or leave the division out: it is then drawn here."
            )


def _kept(
    path: Path,
    name: str,
    kind: str,
    found: tuple[tuple[str, ...], dict[str, Listed], dict[str, str]],
) -> OwnSet:
    classes, splits, digests = found
    told = repr((classes, splits, sorted(digests.items()), str(path) if kind == "folder" else ""))
    own = f"own-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    if (there := _there(own)) is not None:
        return there
    title = Path(name).stem if kind == "zip" else Path(name).name
    with new_folder(own) as folder:  # all of it, or nothing
        if kind == "zip":
            files.write(folder / UPLOADED, lambda part: shutil.copyfile(path, part))
        tree = Path(UPLOADED) if kind == "zip" else path.resolve()
        keep_own(OwnSet(own, title, tree, classes, splits), folder)
    known = find_own(own)
    if known is None:
        raise BadUpload(f"{name} was removed while it was kept. Upload it again.")
    return known


def _there(own: str) -> OwnSet | None:
    """The same images, kept before; what is broken is kept anew."""
    try:
        known = find_own(own)
    except DataCorrupt:
        return None
    return known if known is not None and files.is_there(known.tree) else None
