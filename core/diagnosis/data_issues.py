"""What is worth a look among vectors: near-duplicates, outliers, likely label errors, neighbours.

All of it is measured in the original space; a map in two dimensions can hide or invent closeness.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import EmbedscopeError
from core.metrics.neighbours import TREE_DIMENSIONS, neighbours, neighbours_within
from core.metrics.sampled import sampled

K = 10
"""Neighbours that are asked for a label."""
OWN = 5
"""An outlier is far from its fifth neighbour of the same class."""
TOP = 200
WORK = 6e10
"""What is spent on distances: pairs times (dimensions + OVERHEAD), some seconds on two cores."""
OVERHEAD = 176
"""What choosing among the distances costs, in multiplications a pair (measured)."""
BLOCK = 4096
CELLS = 10_000_000
"""Numbers in one table of votes."""
TREE_QUERIES = (500_000, 500_000, 250_000, 120_000, 60_000, 30_000, 20_000, 12_000)
"""Queries of a k-d tree that take some seconds, for 1 to `TREE_DIMENSIONS` dimensions."""

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Issues:
    """The best first: int64 `rows`, `other` (a row or a class) and float32 `score`, all [m]."""

    rows: Rows
    other: Rows
    score: NDArray[np.float32]
    note: str = ""
    """A sentence where not all points were asked."""


@dataclass(frozen=True)
class Neighbourhood:
    """The k nearest other points of some rows: int64 [m], [m, k] and float32 [m, k]."""

    rows: Rows
    indices: Rows
    distances: NDArray[np.float32]
    note: str


def data_issues(
    vectors: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    top: int = TOP,
    work: float = WORK,
) -> dict[str, Issues]:
    """`{"duplicates", "outliers", "label_errors"}`; the last where classes are known.

    Args:
        vectors: [n, d] of any float type, n at least 2.
        labels: classes int [n], -1 where unknown.
        top: how many of each are told.
        work: how much may be spent, `math.inf` to ask every point however long that takes.

    Raises:
        EmbedscopeError: for vectors that are not finite.
    """
    vectors, labels = np.asarray(vectors, np.float32), np.asarray(labels, np.int64)
    around = neighbourhood(vectors, work=work)
    found = {
        "duplicates": near_duplicates(around, top=top),
        "outliers": outliers(vectors, labels, top=top, work=work),
    }
    if (labels >= 0).any():
        found["label_errors"] = label_issues(around, labels, top=top)
    return found


def nearest(
    vectors: NDArray[np.floating], row: int, k: int = K
) -> tuple[Rows, NDArray[np.float32]]:
    """The k nearest other points of one: rows int64 [k], nearest first, and distances float32 [k].

    `vectors` are [n, d] and may lie on disk; fewer than k where n is smaller. Raises
    EmbedscopeError for a row that is not there.
    """
    if not 0 <= row < len(vectors):
        raise EmbedscopeError(f"There is no point {row}: the map has {len(vectors):,}.")
    wanted = min(k, len(vectors) - 1)
    query = np.asarray(vectors[row], np.float32)
    squared = np.empty(len(vectors), np.float32)
    for start in range(0, len(vectors), BLOCK):  # the file need not fit in memory
        away = vectors[start : start + BLOCK].astype(np.float32) - query
        squared[start : start + BLOCK] = np.einsum("ij,ij->i", away, away)
    squared[row] = np.inf
    near = np.flatnonzero(squared <= np.partition(squared, wanted - 1)[wanted - 1])
    order = near[np.lexsort((near, squared[near]))][:wanted]
    return order, np.sqrt(squared[order])


def neighbourhood(
    vectors: NDArray[np.floating], *, k: int = K, seed: int = 0, work: float = WORK
) -> Neighbourhood:
    """The k nearest other points of all rows, or of a sample by `seed` where all take too long.

    `vectors` are float [n, d], n at least 2; k is lowered to n - 1.
    """
    k = min(k, len(vectors) - 1)
    most = _affordable(vectors, work)
    if most >= len(vectors):
        indices, distances = neighbours_within(vectors, k=k)
        return Neighbourhood(np.arange(len(vectors)), indices, distances, "")
    rows = sampled(len(vectors), most, seed=seed)
    indices, distances = neighbours(vectors, vectors[rows], k=k + 1)
    keep = _others(indices, rows)
    note = f"A sample of {most:,} of {len(vectors):,} points was compared with all others."
    return Neighbourhood(rows, indices[keep].reshape(-1, k), distances[keep].reshape(-1, k), note)


def near_duplicates(around: Neighbourhood, *, top: int = TOP) -> Issues:
    """Pairs of rows, nearest first; the score is their distance over the typical one.

    The typical distance is the median from a point to its nearest neighbour, copies aside; 0 is an
    exact copy. Each pair is listed once, the smaller row first.
    """
    k = around.indices.shape[1]
    one, other = np.repeat(around.rows, k), around.indices.ravel()
    size = int(max(one.max(), other.max())) + 1
    pairs = np.minimum(one, other) * size + np.maximum(one, other)
    first = around.distances[:, 0]
    typical = float(np.median(first[first > 0])) if (first > 0).any() else 1.0
    pairs, kept = np.unique(pairs, return_index=True)
    away = around.distances.ravel()[kept]
    order = np.argsort(away, kind="stable")[:top]
    score = (away[order] / typical).astype(np.float32)
    return Issues(*np.divmod(pairs[order], size), score, around.note)


def outliers(
    vectors: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    top: int = TOP,
    k: int = OWN,
    seed: int = 0,
    work: float = WORK,
) -> Issues:
    """Rows far from their class, farthest first; `other` is the class.

    The score is the distance to the k-th neighbour of the own class over that class's median; k is
    lowered for smaller classes, and a class of one point is left out. Where no class is known, all
    points count as one.

    `vectors` are float [n, d], `labels` int [n], -1 where unknown: those are left out unless all
    are.
    """
    known = np.asarray(labels, np.int64)
    groups = np.unique(known[known >= 0]).tolist() or [-1]
    each = work / len(groups)
    rows_of = [np.flatnonzero(known == c) for c in groups]
    parts = [_own_distances(vectors, rows, k, seed, each) for rows in rows_of]
    rows = np.concatenate([rows for rows, _, _ in parts])
    score = np.concatenate([score for _, score, _ in parts])
    order = np.argsort(-score, kind="stable")[:top]
    sampled = any(note for *_, note in parts)
    note = "In large classes only a sample of points was compared." if sampled else ""
    return Issues(rows[order], known[rows[order]], score[order].astype(np.float32), note)


def label_issues(around: Neighbourhood, labels: NDArray[np.integer], *, top: int = TOP) -> Issues:
    """Rows of which most neighbours agree on another class, `other`; the score is their share.

    Of equal shares the one with nearer neighbours comes first: it lies deeper in the other class.
    The share is of all neighbours, those without a class included. `labels` are int [n], -1 where
    unknown.
    """
    known = np.asarray(labels, np.int64)
    voters = known[around.indices]
    m, k = voters.shape
    classes = int(known.max(initial=0)) + 1
    best, votes = np.full(m, -1), np.zeros(m, np.int64)
    step = max(1, CELLS // (classes + 1))
    for start in range(0, m, step):
        block = voters[start : start + step]
        cell = np.arange(len(block))[:, None] * (classes + 1) + block + 1
        size = len(block) * (classes + 1)
        counts = np.bincount(cell.ravel(), minlength=size).reshape(len(block), -1)[:, 1:]
        best[start : start + step] = counts.argmax(axis=1)
        votes[start : start + step] = counts.max(axis=1)
    own = known[around.rows]
    doubtful = np.flatnonzero((own >= 0) & (best != own) & (2 * votes > k))
    away = around.distances[doubtful].mean(axis=1)
    order = doubtful[np.lexsort((away, -votes[doubtful]))[:top]]
    share = (votes[order] / k).astype(np.float32)
    return Issues(around.rows[order], best[order], share, around.note)


def _own_distances(
    vectors: NDArray[np.floating], rows: Rows, k: int, seed: int, work: float
) -> tuple[Rows, NDArray[np.floating], str]:
    """Rows of one class, the distance to the k-th of it over the class's median, and a note."""
    if len(rows) < 2:
        return np.empty(0, np.int64), np.empty(0), ""
    around = neighbourhood(vectors[rows], k=k, seed=seed, work=work)
    away = around.distances[:, -1].astype(np.float64)
    median = float(np.median(away)) or float(np.mean(away)) or 1.0
    return rows[around.rows], away / median, around.note


def _affordable(vectors: NDArray[np.floating], work: float) -> int:
    """How many queries may be asked."""
    n, d = len(vectors), vectors.shape[1]
    if math.isinf(work):
        return n
    if d <= TREE_DIMENSIONS:
        return TREE_QUERIES[d - 1]
    return max(100, int(work / (n * (d + OVERHEAD))))


def _others(indices: Rows, rows: Rows) -> NDArray[np.bool_]:
    """Which of the neighbours [m, k + 1] of `rows` to keep so that k others are left: bool."""
    own: NDArray[np.bool_] = indices == rows[:, None]
    own[~own.any(axis=1), -1] = True  # among many copies the point itself may not be listed
    return ~own
