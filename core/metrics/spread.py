"""How far an embedding reaches: the mean distance between two of its points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def spread(embedding: NDArray[np.floating], *, pairs: int = 200_000, seed: int = 0) -> float:
    """Mean Euclidean distance over random pairs of different points; 0 for one point.

    Args:
        embedding: [n, d], in whatever unit the net gives.
        pairs: how many are drawn; all of them are taken where there are no more.
        seed: of the draw.
    """
    points = np.asarray(embedding, np.float32).astype(np.float64)
    n = len(points)
    if n < 2:
        return 0.0
    if n * (n - 1) // 2 <= pairs:
        left, right = np.triu_indices(n, 1)
    else:
        rng = np.random.default_rng(seed)
        left = rng.integers(n, size=pairs)
        right = (left + rng.integers(1, n, size=pairs)) % n
    return float(np.sqrt(((points[left] - points[right]) ** 2).sum(axis=1)).mean())
