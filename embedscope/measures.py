"""Figures of one frame: how far its points reach, in how many directions, and how classes lie.

All of them come from one table of squared distances between at most SAMPLE points, so that a
thousand points of 512 dimensions take hundredths of a second.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SAMPLE = 2_000
"""Points that are looked at, at most: the cost grows with their square."""
NEIGHBOURS = 10
"""k of the vote and of the hubs."""


def measures(
    embedding: NDArray[np.float32], labels: NDArray[np.int64], *, k: int = NEIGHBOURS
) -> dict[str, float]:
    """Figures of the points float32 [p, d] of the classes int64 [p].

    Returns:
        `spread`, the mean distance of two points; `effective_rank`, in how many directions they
        reach; `hubness`, the skewness of how often a point is among the k nearest of others;
        `knn_accuracy`, the share of points that most of their k nearest others agree with; and
        `silhouette`. NaN where a figure cannot be told; all of them where a value is not finite.

    Source: Roy and Vetterli (2007) for the effective rank, Radovanovic et al. (2010) for hubs,
    Rousseeuw (1987) for the silhouette.
    """
    points, of = _sampled(embedding, labels)
    if len(points) < 3 or not np.isfinite(points).all():
        names = ("spread", "effective_rank", "hubness", "knn_accuracy", "silhouette")
        return dict.fromkeys(names, float("nan"))
    points = points - points.mean(0)
    distances = np.sqrt(_squared(points))
    near = _nearest(distances, min(k, len(points) - 1))
    return {
        "spread": float(distances.sum() / (len(points) * (len(points) - 1))),
        "effective_rank": effective_rank(points),
        "hubness": _skewness(np.bincount(near.ravel(), minlength=len(points))),
        "knn_accuracy": float((_voted(near, of) == of).mean()),
        "silhouette": _silhouette(distances, of),
    }


def effective_rank(points: NDArray[np.float64]) -> float:
    """Exp of the entropy of the shares that the singular values of centred points [p, d] have of
    their sum: 1 for a line, d for a ball; 0 for a single point.
    """
    gram = points @ points.T if len(points) < points.shape[1] else points.T @ points
    values = np.sqrt(np.clip(np.linalg.eigvalsh(gram), 0.0, None))
    values = values[values > 1e-6 * values.max(initial=0.0)]
    if not len(values):
        return 0.0
    shares = values / values.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))


def _sampled(
    embedding: NDArray[np.float32], labels: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Always the same points of a probe set, so that the figures can be followed."""
    chosen = np.arange(len(labels))
    if len(labels) > SAMPLE:
        chosen = np.sort(np.random.default_rng(0).choice(len(labels), SAMPLE, replace=False))
    return embedding[chosen].astype(np.float64), labels[chosen]


def _squared(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Squared distances float64 [p, p]; none below 0, and 0 to itself."""
    lengths = np.einsum("ij,ij->i", points, points)
    squared: NDArray[np.float64] = lengths[:, None] + lengths - 2 * (points @ points.T)
    np.fill_diagonal(squared, 0.0)
    return np.maximum(squared, 0.0, out=squared)


def _nearest(distances: NDArray[np.float64], k: int) -> NDArray[np.int64]:
    """The k nearest others of each point, in no order: int64 [p, k]."""
    others = distances.copy()
    np.fill_diagonal(others, np.inf)
    return np.argpartition(others, k - 1, axis=1)[:, :k]


def _voted(near: NDArray[np.int64], labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """The class that most neighbours are of, the lower number in a draw: int64 [p]."""
    classes = int(labels.max()) + 1
    cell = np.arange(len(near))[:, None] * classes + labels[near]
    votes = np.bincount(cell.ravel(), minlength=len(near) * classes).reshape(-1, classes)
    winners: NDArray[np.int64] = votes.argmax(1)
    return winners


def _skewness(counts: NDArray[np.int64]) -> float:
    away = counts - counts.mean()
    deviation = np.sqrt((away**2).mean())
    return float((away**3).mean() / deviation**3) if deviation > 0 else 0.0


def _silhouette(distances: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """The mean over all points; a point alone in its class has 0."""
    there, of, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    if not 2 <= len(there) < len(labels):
        return float("nan")
    member = np.zeros((len(labels), len(there)))
    member[np.arange(len(labels)), of] = 1.0
    sums = distances @ member  # of each point to each class
    rows, own = np.arange(len(labels)), sizes[of] - 1
    within = sums[rows, of] / np.maximum(own, 1)
    means = sums / sizes
    means[rows, of] = np.inf
    beside = means.min(1)
    largest = np.maximum(within, beside)
    values = np.divide(beside - within, largest, out=np.zeros_like(largest), where=largest > 0)
    return float(np.where(own > 0, values, 0.0).mean())
