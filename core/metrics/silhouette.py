"""Silhouette: how much nearer a point lies to its own class than to the next one.

s = (b - a) / max(a, b): a is the mean distance to the other points of its class, b the smallest
mean distance to the points of another class. 1 is well apart, 0 overlapping, below 0 mixed up. A
point alone in its class has s = 0, and so has every point of an embedding that collapsed to one.

Source: Rousseeuw (1987), Silhouettes: a graphical aid to the interpretation and validation of
cluster analysis; scikit-learn's silhouette_samples. (Report 000 divides a by |C|, not |C| - 1, and
takes the nearest point for b: its figures are not comparable.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.metrics.sampled import sampled

SAMPLE = 10_000
"""Points the figure is taken over where there are more: its cost grows with their square."""


def silhouette_values(
    embedding: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    sample: int = SAMPLE,
    seed: int = 0,
) -> NDArray[np.float64]:
    """Every point's silhouette, over a random sample of at most `sample` points.

    Args:
        embedding: [n, d].
        labels: int [n].
        sample: how many points at most; distances are taken among them alone.
        seed: of the sample.

    Returns:
        float64 [min(n, sample)]; empty where the sample has fewer than two classes, or none but
        classes of one point, since nothing can be said then.
    """
    from sklearn.metrics import silhouette_samples

    chosen = sampled(len(labels), sample, seed=seed)
    points, of = np.asarray(embedding)[chosen].astype(np.float64), np.asarray(labels)[chosen]
    if not 2 <= len(np.unique(of)) < len(of):
        return np.empty(0)
    return np.asarray(silhouette_samples(_conditioned(points), of), np.float64)


def silhouette(
    embedding: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    sample: int = SAMPLE,
    seed: int = 0,
) -> float:
    """The mean of `silhouette_values`; NaN where there are none."""
    values = silhouette_values(embedding, labels, sample=sample, seed=seed)
    return float(values.mean()) if len(values) else float("nan")


def _conditioned(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Centred and of unit scale, which changes no silhouette and saves tiny distances."""
    moved = points - points.mean(axis=0)
    scale = np.abs(moved).max()
    if scale <= 1e-12 * np.abs(points).max():  # one point, but for the rounding of its mean
        return np.zeros_like(moved)
    moved /= scale
    result: NDArray[np.float64] = moved
    return result
