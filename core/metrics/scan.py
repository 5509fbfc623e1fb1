"""The exact nearest neighbours of some points, in one reading of all points, a block at a time.

For what is too large to be laid out anew as `core.metrics.neighbours` does: the points may be
mapped from a file, and no more than a block of them is in memory.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

VALUES = 1 << 22
"""Numbers in one table of distances, or in one block of points."""
SPARE = 8
"""More candidates than are wanted: products of float32 may take the last for one another."""


def scanned(
    vectors: NDArray[np.floating],
    rows: NDArray[np.integer],
    *,
    k: int,
    at: Callable[[float], object] = lambda _: None,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The k nearest other points of each of `rows`.

    Args:
        vectors: finite [n, d] of any float type.
        rows: int [m], indices into them.
        k: at least 1, at most n - 1.
        at: told the share that is done, after each block.

    Returns:
        Indices int64 [m, k], nearest first and of equal ones the smaller first, and distances
        float32 [m, k].
    """
    count, wide = vectors.shape
    asked = np.asarray(vectors[rows], np.float32)
    centre = asked.mean(axis=0)
    asked = asked - centre
    kept = min(count, k + 1 + SPARE)
    best = np.full((len(asked), kept), np.inf, np.float32)
    found = np.full((len(asked), kept), -1)
    step = max(1, VALUES // max(len(asked), wide))
    for start in range(0, count, step):
        block = np.asarray(vectors[start : start + step], np.float32) - centre
        away = np.einsum("ij,ij->i", block, block) - 2 * asked @ block.T
        near = min(kept, len(block))
        first = np.argpartition(away, near - 1, axis=1)[:, :near]
        best = np.hstack([best, np.take_along_axis(away, first, axis=1)])
        found = np.hstack([found, first + start])
        first = np.argpartition(best, kept - 1, axis=1)[:, :kept]
        best, found = (np.take_along_axis(each, first, axis=1) for each in (best, found))
        at(min(1.0, (start + step) / count))
    return _settled(vectors, np.asarray(rows, np.int64), found, k)


def _settled(
    vectors: NDArray[np.floating], rows: NDArray[np.int64], found: NDArray[np.int64], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The candidates `found` [m, c] in the order of their distances in float64, without itself."""
    indices = np.empty((len(rows), k), np.int64)
    distances = np.empty((len(rows), k), np.float32)
    for at, (row, near) in enumerate(zip(rows, found, strict=True)):
        others = near[near != row]
        away = np.asarray(vectors[others], np.float64) - np.asarray(vectors[row], np.float64)
        squared = np.einsum("ij,ij->i", away, away)
        order = np.lexsort((others, squared))[:k]
        indices[at], distances[at] = others[order], np.sqrt(squared[order])
    return indices, distances
