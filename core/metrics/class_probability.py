"""Class probabilities of an embedding whose classes are directions, calibrated.

Each class is the mean direction of its stored points. A point's cosine to it, over a temperature,
is the class's log-odds (a softmax over classes). The temperature is fitted on points that the net
was not trained on; on its own training points any net is too sure.

Source: Snell et al., Prototypical Networks, NeurIPS 2017, https://arxiv.org/abs/1703.05175 (class
means); Guo et al., On Calibration of Modern Neural Networks, ICML 2017,
https://arxiv.org/abs/1706.04599 (temperature)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.errors import EmbedscopeError

Points = NDArray[np.floating]
TEMPERATURES = (1e-3, 10.0)


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


def class_probabilities(
    points: Points, towards: NDArray[np.float64], *, temperature: float
) -> NDArray[np.float64]:
    """The probability of every class: points [m, d] and directions [classes, d] to [m, classes]."""
    odds = directions(points) @ towards.T / temperature
    odds -= odds.max(axis=1, keepdims=True)
    shares = np.exp(odds)
    result: NDArray[np.float64] = shares / shares.sum(axis=1, keepdims=True)
    return result


def fit_temperature(
    points: Points, labels: NDArray[np.integer], towards: NDArray[np.float64]
) -> float:
    """The temperature under which held-out points [m, d] with their labels [m] are likeliest."""
    from scipy.optimize import minimize_scalar

    known, rows = np.asarray(labels), np.arange(len(points))

    def surprise(logarithm: float) -> float:
        shares = class_probabilities(points, towards, temperature=float(np.exp(logarithm)))
        return float(-np.log(np.maximum(shares[rows, known], 1e-12)).mean())

    bounds = tuple(np.log(TEMPERATURES))
    return float(np.exp(minimize_scalar(surprise, bounds=bounds, method="bounded").x))
