"""Two sides over the same images, measured: shared neighbours, votes, flips, CKA.

Both are asked the same question of the same images. The k nearest others of each image are found in
each side's own space; how many are shared is the Jaccard index; their classes vote, the image
itself left out. So no side is helped by what it was trained on being counted as a test.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.comparison.matched import Matched, Rows, matched
from core.comparison.sides import Side
from core.data.splits import probe
from core.embeddings.likeness import COSINE, DISTANCE
from core.embeddings.shows import columns_of, shown
from core.errors import NotComparable
from core.metrics.bootstrap import measured_mean
from core.metrics.cka import linear_cka
from core.metrics.class_probability import directions
from core.metrics.classification import predict, vote_shares
from core.metrics.holm import holm
from core.metrics.mcnemar import LEVEL, mcnemar
from core.metrics.metric import Metric
from core.metrics.neighbour_overlap import by_chance, overlap
from core.metrics.neighbours import neighbours_within
from core.metrics.paired import Comparison, compare

MOST = 10_000
K = 10
UNKNOWN = -1
BOTH, FIRST, SECOND, NEITHER = range(4)
"""Whose vote is right."""


@dataclass(frozen=True)
class Question:
    """How both sides are asked."""

    k: int = K
    by: str = DISTANCE
    same: str = ""
    """The column that says what an image shows, of the first side, else of the second where only
    that has any; the classes where empty."""
    most: int = MOST
    """Of more images so many are drawn, each class in proportion."""
    seed: int = 0


@dataclass(frozen=True)
class ClassDifference:
    """A class's images: the share that each side's vote has right, and what the second gains."""

    label: int
    first: float
    second: float
    difference: Metric
    p: float
    """McNemar's, raised by Holm over the classes."""

    @property
    def told_apart(self) -> bool:
        """Whether p is below 0.05."""
        return self.p < LEVEL


@dataclass(frozen=True)
class Compared:
    """Of n images; `Comparison` and all differences are the second's less the first's."""

    first: Rows
    second: Rows
    """int64 [n]: their rows in each side's set"""
    overlap: NDArray[np.float64]
    """[n]: Jaccard index of the k nearest in both"""
    labels: NDArray[np.int64]
    """[n], -1 where no class is known or nothing else is of it: those have no vote"""
    votes: NDArray[np.int64]
    """[2, n]: the class that the neighbours vote for, the lower number in a draw; -1 for none"""
    nearest: NDArray[np.int64]
    """[2, n]: the class of the nearest one"""
    classes: tuple[str, ...]
    cka: float
    among: int
    """Images that both show; more than n where a sample was drawn."""
    told: str
    """What people should know of the match and the sample."""
    chance: float
    """The overlap of neighbours drawn at random."""

    @property
    def asked(self) -> NDArray[np.bool_]:
        """Which images have a class to vote for: bool [n]."""
        result: NDArray[np.bool_] = self.labels >= 0
        return result

    @property
    def right(self) -> NDArray[np.bool_]:
        """Where each side's vote is the image's class: bool [2, n]."""
        result: NDArray[np.bool_] = (self.votes == self.labels) & self.asked
        return result

    @property
    def change(self) -> NDArray[np.int64]:
        """Whose vote is right, BOTH to NEITHER; -1 where there is none: int [n]."""
        first, second = self.right
        whose = np.where(first, np.where(second, BOTH, FIRST), np.where(second, SECOND, NEITHER))
        return np.where(self.asked, whose, UNKNOWN)

    @property
    def found(self) -> NDArray[np.bool_]:
        """Where the nearest other is of the image's class (Recall@1): bool [2, n]."""
        result: NDArray[np.bool_] = (self.nearest == self.labels) & self.asked
        return result


def compare_sides(first: Side, second: Side, question: Question = Question()) -> Compared:
    """Raises NotComparable where they do not show the same images, or k is too large for them;
    BadPairs for a column that is not there.
    """
    pair = matched(first.images(), second.images())
    labels, classes = _labels(first, second, pair, question.same)
    rows = _drawn(labels, question)
    return compare_rows(first, second, pair, rows, labels=labels, classes=classes, asked=question)


def compare_rows(
    first: Side,
    second: Side,
    pair: Matched,
    rows: Rows,
    *,
    labels: NDArray[np.int64],
    classes: tuple[str, ...],
    asked: Question,
) -> Compared:
    """Measure the matched images at `rows`."""
    if not 1 <= asked.k < len(rows):
        raise NotComparable(
            f"{asked.k} neighbours cannot be asked of {len(rows):,} images: choose 1 to "
            f"{len(rows) - 1:,}."
        )
    places = pair.first[rows], pair.second[rows]
    tables = [
        points_of(side, at, asked.by) for side, at in zip((first, second), places, strict=True)
    ]
    near = [neighbours_within(table, k=asked.k)[0] for table in tables]
    known = labels[rows]
    others = np.bincount(known[known >= 0], minlength=1)
    alone = (known >= 0) & (others[np.maximum(known, 0)] < 2)
    votes = np.stack([_voted(each, known, len(classes)) for each in near])
    return Compared(
        first=places[0],
        second=places[1],
        overlap=overlap(*near),
        labels=np.where(alone, UNKNOWN, known),
        votes=votes,
        nearest=np.stack([known[each[:, 0]] for each in near]),
        classes=classes,
        cka=linear_cka(*tables),
        among=len(pair.first),
        told=" ".join(filter(None, (pair.told, _sampled(len(rows), len(pair.first), asked.seed)))),
        chance=by_chance(len(rows), asked.k),
    )


def points_of(side: Side, rows: Rows, by: str) -> NDArray[np.float32]:
    """Vectors float32 [n, d] between which the Euclidean distance orders as the side is asked.
    Raises NotComparable where a value is not finite.
    """
    table = np.asarray(side.vectors()[rows], np.float32)
    if not np.isfinite(table).all():
        raise NotComparable(f"{side.title}: values are not finite, the net diverged.")
    return directions(table).astype(np.float32) if by == COSINE else table


def votes_compared(found: Compared, *, seed: int = 0) -> tuple[Comparison, Comparison]:
    """The votes of k neighbours, and of the nearest alone (Recall@1): McNemar, and the difference
    with its interval over images.
    """
    asked, names = found.asked, ("first", "second")
    votes, nearest = (
        compare(*zip(names, side[:, asked], strict=True), seed=seed)
        for side in (found.right, found.found)
    )
    return votes, nearest


def classes_compared(found: Compared, *, seed: int = 0) -> list[ClassDifference]:
    """Every class that has images, the largest loss of the second first."""
    right, rows_of = found.right, [np.flatnonzero(found.labels == c) for c in _there(found)]
    raised = holm([mcnemar(*right[:, rows]).p for rows in rows_of])
    differences = [
        ClassDifference(
            label=int(found.labels[rows[0]]),
            first=float(right[0, rows].mean()),
            second=float(right[1, rows].mean()),
            difference=measured_mean(
                right[1, rows].astype(np.int8) - right[0, rows].astype(np.int8), seed=seed
            ),
            p=float(p),
        )
        for rows, p in zip(rows_of, raised, strict=True)
    ]
    return sorted(differences, key=lambda each: each.difference.value or 0.0)


def _there(found: Compared) -> list[int]:
    return [int(label) for label in np.unique(found.labels[found.asked])]


def _labels(
    first: Side, second: Side, pair: Matched, column: str
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """The classes of the matched images, and their names."""
    known, rows = columns_of(first.embedding_set), pair.first
    of = first.embedding_set
    if not known and (theirs := columns_of(second.embedding_set)):
        known, rows, of = theirs, pair.second, second.embedding_set
    if not known and not column:
        return np.full(len(rows), UNKNOWN, np.int64), ()
    name = column or next(iter(known))
    return shown(of, name)[rows].astype(np.int64), of.classes_of(name)


def _drawn(labels: NDArray[np.int64], question: Question) -> Rows:
    """All matched images, or a sample of them."""
    if len(labels) <= question.most:
        return np.arange(len(labels))
    return probe(labels, question.most, question.seed)


def _sampled(count: int, of: int, seed: int) -> str:
    if count == of:
        return ""
    return (
        f"A sample of {count:,} of {of:,} images (seed {seed}), each class in proportion: "
        "neighbours are sought among these."
    )


def _voted(near: Rows, labels: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """What the neighbours vote for; those without a class do not vote."""
    cast = np.where(labels < 0, classes, labels)
    shares = vote_shares(near, cast, classes=classes + 1)[:, :classes]
    if not classes:
        return np.full(len(near), UNKNOWN)
    return np.where(shares.max(axis=1) > 0, predict(shares), UNKNOWN)
