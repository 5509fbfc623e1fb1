"""Exact nearest neighbours (Euclidean), in an order that never depends on chance.

Neighbours are ordered by distance, equal distances by index. Equal points are merged first, so an
embedding that collapsed to one point costs no more than a healthy one. A k-d tree finds candidates
in few dimensions, blocked matrix products in many; both hand a few candidates a query to
`_settle`, which decides in float64.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.cancellation import steps
from core.errors import EmbedscopeError
from core.metrics.blocks import blocked_candidates

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Rows of the queries and, beside each, one candidate among the distinct points."""

TREE_DIMENSIONS = 8
"""Up to here a k-d tree beats matrix products."""
FEW = 16
"""Up to this many queries nothing is built: each is compared with every point at once."""
BLOCK = 4096
"""Queries settled at a time."""
TINY = np.float32(1e-36)
"""More than squares of float32 lose where they underflow."""
LARGEST = 1e15
"""Beyond this, squares no longer fit float32."""


@dataclass(frozen=True)
class _Distinct:
    """Points without repetition, and which stored points each stands for, ascending."""

    points: NDArray[np.float32]
    of: NDArray[np.int64]
    """int64 [n]: the distinct point of every stored one."""
    members: NDArray[np.int64]
    """int64 [n]: stored points, those of the first distinct point first."""
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]


def neighbours(
    stored: NDArray[np.floating], queries: NDArray[np.floating], *, k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The k stored points nearest to each query.

    Args:
        stored: [n, d] of any float type.
        queries: [m, d].
        k: at least 1, at most n.

    Returns:
        Indices int64 [m, k] into `stored`, nearest first, and their distances float32 [m, k].

    Raises:
        EmbedscopeError: for k out of range, values that are not finite, shapes that do not match.
    """
    points, asked = _checked(stored), _checked(queries)
    if points.shape[1] != asked.shape[1]:
        raise EmbedscopeError(
            f"Queries have {asked.shape[1]} dimensions and the stored points {points.shape[1]}: "
            "embed both with the same net."
        )
    _check_k(k, len(points))
    distinct = _alone(points) if len(asked) <= FEW else _merge(points)
    return _search(distinct, asked, k)


def neighbours_within(
    stored: NDArray[np.floating], *, k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The k nearest other points of each stored point: the point itself is left out.

    A copy of a point at another index counts as a neighbour at distance 0.

    Args:
        stored: [n, d] of any float type.
        k: at least 1, at most n - 1.

    Returns:
        Indices int64 [n, k], nearest first, and distances float32 [n, k].

    Raises:
        EmbedscopeError: for k out of range or values that are not finite.
    """
    points = _checked(stored)
    _check_k(k, len(points) - 1)
    distinct = _merge(points)
    indices, distances = _search(distinct, distinct.points, k + 1)
    indices, distances = indices[distinct.of], distances[distinct.of]
    own = indices == np.arange(len(points))[:, None]
    own[~own.any(axis=1), -1] = True  # among many copies the point itself may not be listed
    keep = ~own
    return indices[keep].reshape(-1, k), distances[keep].reshape(-1, k)


def _checked(array: NDArray[np.floating]) -> NDArray[np.float32]:
    points = np.ascontiguousarray(array, np.float32)
    if points.ndim != 2:
        raise EmbedscopeError(f"An embedding is a table [n, d], not of shape {points.shape}.")
    if not (np.abs(points) <= LARGEST).all():
        raise EmbedscopeError(
            "The embedding holds values that are not finite, or far too large: the run diverged. "
            "Train it again with a lower learning rate."
        )
    return points


def _check_k(k: int, available: int) -> None:
    if not 1 <= k <= available:
        raise EmbedscopeError(f"k = {k} neighbours were asked for; choose 1 to {available}.")


def _alone(points: NDArray[np.float32]) -> _Distinct:
    every = np.arange(len(points))
    return _Distinct(points, every, every, every, np.ones(len(points), np.int64))


def _merge(points: NDArray[np.float32]) -> _Distinct:
    rows = np.ascontiguousarray(points + np.float32(0))  # -0.0 becomes 0.0
    keys = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
    _, first, of, counts = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    members = np.argsort(of, kind="stable")
    return _Distinct(rows[first], of.ravel(), members, np.cumsum(counts) - counts, counts)


def _search(
    distinct: _Distinct, queries: NDArray[np.float32], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    indices = np.empty((len(queries), k), np.int64)
    distances = np.empty((len(queries), k), np.float32)
    for rows, pairs in _candidates(distinct, queries, k):
        indices[rows], distances[rows] = _settle(distinct, queries[rows], pairs, k)
    return indices, distances


def _candidates(
    distinct: _Distinct, queries: NDArray[np.float32], k: int
) -> Iterator[tuple[NDArray[np.int64], Pairs]]:
    if len(queries) <= FEW:
        return _compared(distinct, queries, k)
    if queries.shape[1] <= TREE_DIMENSIONS:
        return _tree(distinct, queries, k)
    return blocked_candidates(distinct.points, queries, k=min(k, len(distinct.points)))


def _compared(
    distinct: _Distinct, queries: NDArray[np.float32], k: int
) -> Iterator[tuple[NDArray[np.int64], Pairs]]:
    last = min(k, len(distinct.points)) - 1
    slack = 1 + 4 * (queries.shape[1] + 4) * np.finfo(np.float32).eps
    for row, query in enumerate(queries):
        away = distinct.points - query
        squared = np.einsum("ij,ij->i", away, away)
        found = np.flatnonzero(squared <= np.partition(squared, last)[last] * slack + TINY)
        yield np.array([row]), (np.zeros(len(found), np.int64), found)


def _tree(
    distinct: _Distinct, queries: NDArray[np.float32], k: int
) -> Iterator[tuple[NDArray[np.int64], Pairs]]:
    from scipy.spatial import cKDTree

    tree, most = cKDTree(distinct.points), len(distinct.points)
    for start in steps(len(queries), BLOCK):
        rows = np.arange(start, min(start + BLOCK, len(queries)))
        width = min(k + 1, most)
        while len(rows):
            away, found = tree.query(queries[rows], k=np.arange(1, width + 1))
            reached = np.argmax(np.cumsum(distinct.counts[found], axis=1) >= k, axis=1)
            limit = away[np.arange(len(rows)), reached] * (1 + 1e-9)
            # The list may end amid points at the same distance: ask again for a longer one.
            whole = (away[:, -1] > limit) | (width == most)
            near = (away <= limit[:, None])[whole]
            yield rows[whole], (np.nonzero(near)[0], found[whole][near])
            rows, width = rows[~whole], min(4 * width, most)


def _settle(
    distinct: _Distinct, queries: NDArray[np.float32], pairs: Pairs, k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    rows, found = pairs
    away = queries[rows].astype(np.float64) - distinct.points[found]
    squared = np.einsum("ij,ij->i", away, away)
    taken = np.minimum(distinct.counts[found], k)  # a point's first k copies are enough
    pair = np.repeat(np.arange(len(found)), taken)
    copy = np.arange(len(pair)) - np.repeat(np.cumsum(taken) - taken, taken)
    member = distinct.members[distinct.starts[found][pair] + copy]
    order = np.lexsort((member, squared[pair], rows[pair]))
    first = np.searchsorted(rows[pair][order], np.arange(len(queries)))
    best = order[first[:, None] + np.arange(k)]
    return member[best], np.sqrt(squared[pair][best]).astype(np.float32)
