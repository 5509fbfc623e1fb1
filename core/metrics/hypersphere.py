"""How directions lie on the sphere: alignment of a class's, uniformity of all.

Alignment is the mean squared distance of two of one class, uniformity the logarithm of the mean of
exp(-2 |x - y|²) over all pairs; both of points brought to length 1. There are no augmented views
here, so that a positive pair is two images of one class.

Source: Wang and Isola (2020), Understanding contrastive representation learning through alignment
and uniformity on the hypersphere (alpha = 2, t = 2)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.metrics.bootstrap import measured_mean
from core.metrics.class_probability import directions
from core.metrics.metric import Metric
from core.metrics.sampled import sampled

MOST = 4_000
"""Points whose pairs uniformity takes; of more, so many are drawn."""
STEP = 1_000


def alignment(
    vectors: NDArray[np.floating], labels: NDArray[np.integer], *, seed: int = 0
) -> Metric:
    """Mean squared distance of a point's direction to the others of its class: 0 to 4.

    Of vectors [n, d] with labels int [n], negative where no class is known. The mean and its
    interval are over points that have another of their class; None where none has.
    """
    of = np.asarray(labels).astype(np.int64)
    rows = np.flatnonzero(of >= 0)
    if not len(rows):
        return Metric(None, n=0)
    points, of = directions(vectors[rows]), of[rows]
    count = np.bincount(of)
    sums = np.zeros((len(count), points.shape[1]))
    np.add.at(sums, of, points)
    squares = np.einsum("ij,ij->i", points, points)
    apart = count[of] * squares + np.bincount(of, squares)[of]
    apart -= 2 * np.einsum("ij,ij->i", points, sums[of])
    paired = count[of] > 1
    return measured_mean(np.maximum(apart, 0)[paired] / (count[of] - 1)[paired], seed=seed)


def uniformity(vectors: NDArray[np.floating], *, seed: int = 0) -> Metric:
    """Logarithm of the mean over pairs of exp(-2 |x - y|²): -4 or less where the directions of
    [n, d] fill the sphere, 0 where they are one. Its interval is over points; None for one point.
    """
    rows = sampled(len(vectors), MOST, seed=seed)
    if len(rows) < 2:
        return Metric(None, n=len(rows))
    points = directions(vectors[rows]).astype(np.float32)
    squares = np.einsum("ij,ij->i", points, points)
    means = []
    for start in range(0, len(points), STEP):
        block = slice(start, start + STEP)
        apart = squares[block, None] + squares[None] - 2 * (points[block] @ points.T)
        every = np.exp(-2 * np.maximum(apart, 0)).sum(axis=1, dtype=np.float64)
        means.append((every - 1) / (len(points) - 1))  # without itself, at distance 0
    mean = measured_mean(np.concatenate(means), seed=seed)
    ends = (mean.value, mean.low, mean.high)
    value, low, high = (float(np.log(max(each or 0, 1e-300))) for each in ends)
    return Metric(value, low, high, mean.n)
