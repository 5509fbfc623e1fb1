"""Candidates for exact nearest neighbours in many dimensions, by matrix products.

|q - s|^2 - |q|^2 = |s|^2 - 2 q.s is one matrix product a block. The k-th smallest of the minima of
disjoint groups of points bounds the k-th distance from above; whatever lies under that bound plus
the product's rounding error is a candidate, so no true neighbour is missed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.cancellation import steps

ROWS = 64
"""Queries in one matrix product."""
CROWD = 64
"""More candidates a query than this, beyond k, mean that float32 does not resolve the points."""
GROUP = 32
"""Points that share one minimum, where there are enough of them."""


def blocked_candidates(
    points: NDArray[np.float32], queries: NDArray[np.float32], *, k: int
) -> Iterator[tuple[NDArray[np.int64], tuple[NDArray[np.int64], NDArray[np.int64]]]]:
    """For a few queries at a time, a small superset of their k nearest points.

    Args:
        points: float32 [n, d].
        queries: float32 [m, d].
        k: at most n.

    Yields:
        The queries' rows int64 [b]; and pairs: row within the block, index into `points`.
    """
    centre = points.mean(axis=0, dtype=np.float64)
    single = _Product(points, centre, np.float32, k)
    double: _Product | None = None
    for start in steps(len(queries), ROWS):
        rows = np.arange(start, min(start + ROWS, len(queries)))
        within, found = single.near(queries[rows])
        if len(found) > (k + CROWD) * len(rows):
            double = double or _Product(points, centre, np.float64, k)
            within, found = double.near(queries[rows])
        yield rows, (within, found)


class _Product:
    """The points laid out for one matrix product a block, in one precision."""

    def __init__(
        self,
        points: NDArray[np.float32],
        centre: NDArray[np.float64],
        kind: type[np.floating],
        k: int,
    ) -> None:
        n, d = points.shape
        self.k, self.kind, self.centre = k, kind, centre
        self.groups = max(k, -(-n // GROUP))
        self.deep = -(-n // self.groups)
        moved = (points - centre).astype(kind)
        squares = np.einsum("ij,ij->i", moved, moved)
        self.table = np.zeros((d + 1, self.groups * self.deep), kind)
        self.table[:d, :n] = moved.T
        self.table[d, :n] = squares
        # What fills the last group is nobody's neighbour, yet finite: BLAS may multiply it by 0.
        self.table[d, n:] = np.finfo(kind).max / 4
        self.largest = float(np.sqrt(squares.max()))

    def near(self, queries: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Pairs (row, point) among which are the k nearest points of every row."""
        moved = (queries - self.centre).astype(self.kind)
        left = np.concatenate([-2 * moved, np.ones((len(moved), 1), self.kind)], axis=1)
        away = left @ self.table
        minima = away.reshape(len(moved), self.deep, self.groups).min(axis=1)
        bound = np.partition(minima, self.k - 1, axis=1)[:, self.k - 1]
        within, found = np.nonzero(away <= (bound + 2 * self._error(moved))[:, None])
        return within, found

    def _error(self, moved: NDArray[np.floating]) -> NDArray[np.floating]:
        """How far a computed value may lie from the true one, centring included: [b]."""
        norms = np.sqrt(np.einsum("ij,ij->i", moved, moved))
        terms = len(self.table) + 8
        scale = self.largest * (2 * norms + self.largest)
        limits = np.finfo(self.kind)
        error: NDArray[np.floating] = terms * (float(limits.eps) * scale + float(limits.tiny))
        return error.astype(self.kind)
