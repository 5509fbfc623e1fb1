"""How many directions an embedding really uses: exp of the entropy of its singular values' shares.

Source: Roy and Vetterli (2007), The effective rank: a measure of effective dimensionality; used of
embeddings by Garrido et al. (2023), RankMe. Here of centred points: where they lie says nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.metrics.metric import Metric

TINY = 1e-7
"""Of the largest value's size: less is rounding."""


def effective_rank(vectors: NDArray[np.floating]) -> Metric:
    """1 to d, of points [n, d]; None where all of them are one.

    It has no interval: a resample holds points twice, which lowers the rank of few points.
    """
    points = np.asarray(vectors, np.float64)
    if not len(points):
        return Metric(None, n=0)
    moved = points - points.mean(axis=0)
    values = np.sqrt(np.maximum(np.linalg.eigvalsh(moved.T @ moved), 0))
    if values[-1] <= TINY * np.sqrt(len(points)) * max(float(np.abs(points).max()), TINY):
        return Metric(None, n=len(points))
    shares = values[values > TINY * values[-1]] / values.sum()
    return Metric(float(np.exp(-(shares * np.log(shares)).sum())), n=len(points))
