"""Classes that are directions of an embedding: the mean direction of each class's stored points.

A point's cosine to a class is the class's score; a softmax over a temperature makes probabilities
of them (core.metrics.temperature).

Source: Snell et al., Prototypical Networks, NeurIPS 2017, https://arxiv.org/abs/1703.05175
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.errors import EmbedscopeError

Points = NDArray[np.floating]


def directions(points: Points) -> NDArray[np.float64]:
    """Points [n, d] brought to length 1; a point at the origin stays there."""
    values = np.asarray(points, np.float64)
    length = np.linalg.norm(values, axis=1, keepdims=True)
    return values / np.where(length > 0, length, 1)


def class_directions(
    stored: Points, labels: NDArray[np.integer], *, classes: int
) -> NDArray[np.float64]:
    """The mean direction of each class: float64 [classes, d], of length 1.

    Raises EmbedscopeError where a class has no stored point.
    """
    known = np.asarray(labels)
    empty = np.flatnonzero(np.bincount(known, minlength=classes) == 0)
    if len(empty):
        raise EmbedscopeError(
            f"Class number {empty[0]} has no stored point, so nothing can resemble it. Keep aside "
            "fewer images, or train on all classes."
        )
    along = directions(stored)
    return directions(np.stack([along[known == label].mean(0) for label in range(classes)]))


def cosines(points: Points, towards: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of points [m, d] with directions [classes, d]: float64 [m, classes]."""
    result: NDArray[np.float64] = directions(points) @ towards.T
    return result
