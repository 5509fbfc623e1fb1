"""Which rows of two sets are the same images; refused in a sentence where none can be said to be.

In this order: sets of the same data set, split and draw, row by row; names that both have; a sample
that is drawn again out of the whole; and, of vectors that nothing is known of, as many with the
same classes in the same order, which is then said to be taken for granted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.comparison.images import Images, Labels
from core.data.splits import probe
from core.errors import NotComparable

FEWEST = 10
"""Images that both must have."""
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Matched:
    """Row i of one is the same image as row i of the other: int64 [n] each."""

    first: Rows
    second: Rows
    told: str = ""
    """What people should know about the match; empty where both are simply the same."""

    @property
    def whole(self) -> bool:
        """Whether both are all rows in order."""
        rows = np.arange(len(self.first))
        return np.array_equal(self.first, rows) and np.array_equal(self.second, rows)


def matched(first: Images, second: Images) -> Matched:
    """Raises NotComparable, which says what does not match."""
    found = None
    if same_order(first, second):
        found = _all(len(first))
    elif first.of == second.of:
        found = _of_sample(first, second) or _turned(_of_sample(second, first))
    if found is None:
        found = _by_name(first, second)
    if found is None:
        found = _by_classes(first, second)
    if len(found.first) < FEWEST:
        raise NotComparable(f"Both share {len(found.first)} images: {FEWEST} are needed.")
    return found


def same_order(first: Images, second: Images) -> bool:
    """Whether both say that they show the same images in the same order, and agree on classes."""
    if first.of != second.of or len(first) != len(second):
        return False
    whole = first.drawn[0] is None or second.drawn[0] is None  # then as many are all of them
    return (whole or first.drawn == second.drawn) and np.array_equal(first.labels, second.labels)


def _all(count: int, told: str = "") -> Matched:
    rows = np.arange(count)
    return Matched(rows, rows, told)


def _turned(found: Matched | None) -> Matched | None:
    return None if found is None else Matched(found.second, found.first, found.told)


def _of_sample(whole: Images, sample: Images) -> Matched | None:
    """The sample's rows within the whole, where drawing it again gives the same classes."""
    count, seed = sample.drawn
    if whole.drawn[0] is not None or not isinstance(count, int) or not count < len(whole):
        return None
    rows = probe(whole.labels, count, int(seed or 0))
    if not np.array_equal(whole.labels[rows], sample.labels):
        return None
    told = f"One is a sample: the {count:,} images that both show are compared."
    return Matched(rows, np.arange(count), told)


def _by_name(first: Images, second: Images) -> Matched | None:
    """The images of the same name; None where they have none, or say the same of several."""
    names = first.names(), second.names()
    if names[0] is None or names[1] is None:
        return None
    if names[0] == names[1]:
        return _all(len(first))
    place = {name: row for row, name in enumerate(names[1])}
    if len(set(names[0])) < len(names[0]) or len(place) < len(names[1]):
        return None
    rows = np.array([row for row, name in enumerate(names[0]) if name in place], np.int64)
    if len(rows) < FEWEST:
        raise NotComparable(
            f"Of {len(first):,} and {len(second):,} images {len(rows)} are called alike, such as "
            f"{names[0][0]!r} and {names[1][0]!r}: these do not show the same images."
        )
    there = np.array([place[names[0][row]] for row in rows], np.int64)
    told = f"Matched by their names: the {len(rows):,} images that both have are compared."
    return Matched(rows, there, told)


def _by_classes(first: Images, second: Images) -> Matched:
    """As many, with the same classes in the same order. Raises NotComparable."""
    if first.known and second.known and first.of != second.of:
        raise NotComparable(
            f"They show other images: {first.told} ({len(first):,}) and {second.told} "
            f"({len(second):,})."
        )
    if len(first) != len(second):
        raise NotComparable(
            f"They show {len(first):,} and {len(second):,} images, and do not both name them, so "
            "that those in both could be found."
        )
    one, other = _class_names(first), _class_names(second)
    given = (first.labels >= 0) & (second.labels >= 0)
    apart = np.flatnonzero(given & (one != other))
    if len(apart) and not np.array_equal(first.labels[given], second.labels[given]):
        row = int(apart[0])
        raise NotComparable(
            f"They have as many images, but other classes: {len(apart):,} of {len(first):,} "
            f"differ, first image {row}, “{one[row]}” in one and “{other[row]}” in the other."
        )
    how = "with the same classes in the same order" if given.any() else "and no classes to check"
    return _all(
        len(first),
        f"Taken to be the same images in the same order: {len(first):,} in both, {how}.",
    )


def _class_names(images: Images) -> NDArray[np.str_]:
    if not images.classes:
        return np.full(len(images), "")
    labels: Labels = images.labels
    known = np.asarray(images.classes)
    return np.where(labels >= 0, known[np.clip(labels, 0, len(known) - 1)], "")
