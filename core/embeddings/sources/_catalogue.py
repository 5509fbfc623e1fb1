"""Pictures of a data set of the catalogue: a split, or all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core import data
from core.data.catalogue import entry, how_to_get
from core.data.class_names import UNLABELLED
from core.data.found import SPLITS
from core.embeddings.embedding_set import Column
from core.embeddings.points import Chosen, Images, Known, Pictures
from core.errors import DataMissing, UnknownName


class Joined:
    """Several sequences of images as one."""

    def __init__(self, parts: list[Images]) -> None:
        self.parts = parts
        self.ends = np.cumsum([len(part) for part in parts])

    def __len__(self) -> int:
        return int(self.ends[-1])

    def __getitem__(self, index: int, /) -> object:
        part = int(np.searchsorted(self.ends, index, side="right"))
        before = int(self.ends[part - 1]) if part else 0
        return self.parts[part][index - before]


def pictures_of(name: str, split: str) -> Pictures:
    """The images of "train", "test" or "all" of a data set; raises as `check_data` and DataCorrupt.

    Of all, a column says which split each image is from.
    """
    check_data(name, split)
    if split != "all":
        found = data.load(name, split)
        return Pictures(found.images, _unlabelled(Known(found.labels, found.classes, found.paths)))
    sets = [data.load(name, part) for part in SPLITS]
    of = np.repeat(np.arange(len(sets)), [len(each) for each in sets])
    known = Known(
        np.concatenate([each.labels for each in sets]),
        sets[0].classes,
        tuple(path for each in sets for path in each.paths),
        ((Column("split", "class", "split", SPLITS), of),),
    )
    return Pictures(Joined([each.images for each in sets]), _unlabelled(known))


def _unlabelled(known: Known) -> Known:
    """No class is known of images that came without."""
    if known.classes != UNLABELLED:
        return known
    return replace(known, labels=np.full(len(known), -1, np.int64), classes=())


def only_classes(pictures: Pictures, classes: Sequence[str]) -> Pictures:
    """The images of those classes alone, where they are the first ones of the data set; else all.

    A net that learned the first 25 of 100 classes is shown what it can know.
    """
    known = pictures.known
    count = len(classes)
    if count >= len(known.classes) or known.classes[:count] != tuple(classes):
        return pictures
    rows = np.flatnonzero(known.labels < count)
    left = f"Only the {count} of {len(known.classes)} classes that the net was trained for."
    few = replace(known.take(rows), classes=known.classes[:count]).noted(left)
    return Pictures(Chosen(pictures.images, rows), few)


def check_data(name: str, split: str) -> None:
    """Raises UnknownName, or DataMissing where the data set is not on this machine."""
    if split not in (*SPLITS, "all"):
        raise UnknownName("split", split, (*SPLITS, "all"))
    if data.find(name) is None:
        raise DataMissing(f"{name} is not on this machine. {how_to_get(entry(name))}")


def data_title(name: str) -> str:
    """What people call a data set; raises UnknownName."""
    return str(entry(name).constants.get("TITLE", name))
