"""The two figures of the probe set that a training run takes every few steps: quick, by numpy.

One table of distances serves both. The results are those of `neighbours_within` with
`classification`, and of `silhouette` (tested), without their imports and at a thousand points' cost
of some milliseconds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DIRECT_DIMENSIONS = 8
"""Up to here distances are summed coordinate by coordinate; beyond, by one matrix product."""


def probe_figures(
    embedding: NDArray[np.floating], labels: NDArray[np.integer], *, k: int = 3
) -> dict[str, float]:
    """Leave-one-out k-NN accuracy and silhouette of a small embedding.

    Args:
        embedding: [n, d]; n^2 numbers are held, so n is at most a few thousand.
        labels: int [n], 0 upwards.
        k: neighbours that vote.

    Returns:
        `{"knn_accuracy", "silhouette"}`; NaN twice where the embedding is not finite, and for a
        silhouette of fewer than two classes.
    """
    points, of = np.asarray(embedding, np.float32), np.asarray(labels, np.int64)
    if not np.isfinite(points).all():
        return {"knn_accuracy": float("nan"), "silhouette": float("nan")}
    squared = _squared_distances(points)
    mixed = _silhouette(np.sqrt(squared), of)
    return {"knn_accuracy": _knn_accuracy(squared, of, k), "silhouette": mixed}


def _squared_distances(points: NDArray[np.float32]) -> NDArray[np.floating]:
    n, d = points.shape
    if d <= DIRECT_DIMENSIONS:
        total: NDArray[np.floating] = np.zeros((n, n), np.float32)
        for x in (points - points[0]).T:
            away = np.subtract.outer(x, x)
            total += np.multiply(away, away, out=away)
        return total
    moved = points.astype(np.float64) - points.mean(axis=0, dtype=np.float64)
    squares = np.einsum("ij,ij->i", moved, moved)
    product: NDArray[np.floating] = squares[:, None] + squares[None] - 2 * (moved @ moved.T)
    np.fill_diagonal(product, 0)
    np.maximum(product, 0, out=product)
    return product


def _knn_accuracy(squared: NDArray[np.floating], labels: NDArray[np.int64], k: int) -> float:
    """Overwrites `squared`. Of equally near points the first comes first."""
    n, rows = len(labels), np.arange(len(labels))
    np.fill_diagonal(squared, np.inf)
    votes = np.zeros((n, labels.max() + 1), np.int64)
    for _ in range(min(k, n - 1)):
        nearest = squared.argmin(axis=1)
        votes[rows, labels[nearest]] += 1
        squared[rows, nearest] = np.inf
    return float(np.mean(votes.argmax(axis=1) == labels))


def _silhouette(distances: NDArray[np.floating], labels: NDArray[np.int64]) -> float:
    found, of = np.unique(labels, return_inverse=True)
    if not 2 <= len(found) < len(labels):
        return float("nan")
    rows, counts = np.arange(len(labels)), np.bincount(of)
    member = np.eye(len(found), dtype=distances.dtype)[of]
    sums = (distances @ member).astype(np.float64)
    own = counts[of] - 1
    inner = sums[rows, of] / np.maximum(own, 1)
    sums /= counts
    sums[rows, of] = np.inf
    other = sums.min(axis=1)
    larger = np.maximum(inner, other)
    told = (own > 0) & (larger > 0)
    values = np.divide(other - inner, larger, out=np.zeros(len(labels)), where=told)
    return float(values.mean())
