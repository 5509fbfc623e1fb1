"""How alike the two vectors of each pair are: the higher, the likelier the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.cancellation import steps
from core.embeddings.likeness import COSINE, DISTANCE
from core.metrics.class_probability import directions
from core.verification.pairs import Pairs, Rows

TITLES = {COSINE: "cosine similarity", DISTANCE: "negative distance"}
"""What a score is."""
BLOCK = 1 << 19
"""Numbers taken out of the vectors at a time."""


def scores_of(vectors: NDArray[np.floating], pairs: Pairs, *, by: str) -> NDArray[np.float32]:
    """Scores float32 [n]: cosine similarity (-1 to 1), or minus the Euclidean distance.

    `vectors` are finite [m, d] and may be mapped; a vector of zeros has the cosine 0 with any.
    """
    rows, place = np.unique(np.concatenate([pairs.left, pairs.right]), return_inverse=True)
    table = np.asarray(vectors[rows], np.float32)
    if by == COSINE:
        table = directions(table).astype(np.float32)
    left, right = place[: len(pairs)], place[len(pairs) :]
    if len(rows) ** 2 <= 4 * len(pairs):  # most of all pairs: one product instead of many
        return _of_products(table, left, right, by)
    return _of_rows(table, left, right, by)


def _of_products(
    table: NDArray[np.float32], left: Rows, right: Rows, by: str
) -> NDArray[np.float32]:
    if by == DISTANCE:
        table = table - table.mean(axis=0)  # nearer to zero less is lost
    found: NDArray[np.float32] = (table @ table.T)[left, right]
    if by == DISTANCE:
        squares = np.einsum("ij,ij->i", table, table)
        found = -np.sqrt(np.maximum(squares[left] + squares[right] - 2 * found, 0))
    return found


def _of_rows(table: NDArray[np.float32], left: Rows, right: Rows, by: str) -> NDArray[np.float32]:
    found = np.empty(len(left), np.float32)
    step = max(1, BLOCK // table.shape[1])
    for start in steps(len(left), step):
        part = slice(start, start + step)
        one, other = table.take(left[part], 0), table.take(right[part], 0)
        if by == COSINE:
            found[part] = np.einsum("ij,ij->i", one, other)
        else:
            found[part] = -np.linalg.norm(one - other, axis=1)
    return found
