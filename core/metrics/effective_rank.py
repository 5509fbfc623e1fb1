"""How many directions an embedding really uses: exp of the entropy of its singular values' shares.

Source: Roy and Vetterli (2007), The effective rank: a measure of effective dimensionality; used of
embeddings by Garrido et al. (2023), RankMe. Here of centred points: where they lie says nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.metrics.metric import Metric
from embedscope import measures

TINY = 1e-7
"""Of the largest coordinate: points no farther from their mean are one, but for rounding."""


def effective_rank(vectors: NDArray[np.floating]) -> Metric:
    """1 to d, of points [n, d]; None where all of them are one.

    It has no interval: a resample holds points twice, which lowers the rank of few points.
    """
    points = np.asarray(vectors, np.float64)
    if not len(points):
        return Metric(None, n=0)
    moved = points - points.mean(axis=0)
    if np.abs(moved).max() <= TINY * np.abs(points).max():
        return Metric(None, n=len(points))
    return Metric(measures.effective_rank(moved), n=len(points))
