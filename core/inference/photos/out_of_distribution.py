"""Is there anything on a photo that resembles what is known?

A net names whatever it is shown, and one that was trained for ten kinds of garment forgets what
else there is. How strange a photo is, is therefore told from features that know the thousand kinds
of ImageNet: the Mahalanobis distance to the nearest class mean, along the axes on which known
photos differ most, over the distance that garments usually have.

Source: Lee et al., A Simple Unified Framework for Detecting Out-of-Distribution Samples, NeurIPS
2018, https://arxiv.org/abs/1807.03888 (the distance); Ledoit and Wolf, A Well-Conditioned Estimator
for Large-Dimensional Covariance Matrices, 2004 (the spread)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.class_probability import directions

AXES = 512
KEEP = 0.95
"""Share of known garments, held out of training, that must count as familiar."""
Features = NDArray[np.floating]
"""Of photos: [n, f]; only their direction counts."""


@dataclass(frozen=True, eq=False)
class OutOfDistribution:
    """What is known, and from where on a photo is strange."""

    axes: NDArray[np.floating]
    """Features to coordinates in which the spread within a class is 1 every way: [f, d]."""
    means: NDArray[np.floating]
    """Of each class, in these coordinates: [classes, d]."""
    usual: float
    """The median distance of garments."""
    limit: float
    """A photo is strange beyond this, in usual distances."""

    def strangeness(self, seen: Features) -> NDArray[np.float64]:
        """How far photos lie from the nearest class, in usual distances: [n]."""
        places = directions(seen) @ self.axes
        squared = (
            (places**2).sum(1)[:, None]
            + (self.means**2).sum(1)[None]
            - 2 * places @ np.asarray(self.means).T
        )
        result: NDArray[np.float64] = np.sqrt(squared.min(1).clip(0)) / self.usual
        return result


def fit(
    known: Features, labels: NDArray[np.integer], aside: Features, *, keep: float = KEEP
) -> OutOfDistribution:
    """Take the classes from `known`, the usual distance and the limit from the garments `aside`."""
    from sklearn.covariance import LedoitWolf

    points = directions(known)
    _, _, turned = np.linalg.svd(points - points.mean(0), full_matrices=False)
    axes = turned[:AXES].T
    places = points @ axes
    means = np.stack([places[labels == each].mean(0) for each in np.unique(labels)])
    within = places - means[np.searchsorted(np.unique(labels), labels)]
    precision = LedoitWolf(assume_centered=True).fit(within).precision_
    white = np.linalg.cholesky(precision)
    unscaled = OutOfDistribution(axes @ white, means @ white, 1.0, np.inf)
    distances = unscaled.strangeness(aside)
    usual, most = float(np.median(distances)), float(np.quantile(distances, keep))
    return OutOfDistribution(unscaled.axes, unscaled.means, usual, most / usual)
