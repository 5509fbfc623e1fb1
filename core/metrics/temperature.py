"""A softmax that is as sure as it is right: scores divided by one temperature before it.

A net that was trained for long is too sure of itself. One number, fitted on images that it was not
trained on, mends that and changes no answer: the order of the classes stays.

Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017,
https://arxiv.org/abs/1706.04599
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.floating]
RANGE = (1e-3, 100.0)
"""Where a temperature is looked for: cosines need less than 1, scores of nets often more."""


def softmax(scores: Scores, *, temperature: float = 1.0) -> NDArray[np.float64]:
    """Probabilities, rows summing to 1, of scores [n, classes] over a temperature above 0."""
    odds = np.asarray(scores, np.float64) / temperature
    raised = np.exp(odds - odds.max(axis=1, keepdims=True))
    result: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return result


def cross_entropies(
    scores: Scores, labels: NDArray[np.integer], *, temperature: float = 1.0
) -> NDArray[np.float64]:
    """Of each image: float64 [n], of scores before the softmax [n, classes] and classes int [n]."""
    exact = np.asarray(scores, np.float64) / temperature
    top = exact.max(1)
    whole = np.log(np.exp(exact - top[:, None]).sum(1)) + top
    result: NDArray[np.float64] = whole - exact[np.arange(len(labels)), labels]
    return result


def fit_temperature(scores: Scores, labels: NDArray[np.integer]) -> float:
    """The temperature under which the labels [n] of scores [n, classes] are likeliest.

    The images must not have been trained on.
    """
    from scipy.optimize import minimize_scalar

    known = np.asarray(labels)

    def surprise(logarithm: float) -> float:
        return float(cross_entropies(scores, known, temperature=float(np.exp(logarithm))).mean())

    bounds = tuple(np.log(RANGE))
    return float(np.exp(minimize_scalar(surprise, bounds=bounds, method="bounded").x))


def tempered(probabilities: Scores, *, temperature: float) -> NDArray[np.float64]:
    """What the softmax over a temperature would have been, from the plain softmax [n, classes]."""
    raised = np.asarray(probabilities, np.float64) ** (1 / temperature)
    result: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return result
