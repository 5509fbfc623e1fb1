"""How much a vote of each Fashion-MNIST class counts on photos from home.

There spread sleeves and pairs of shoes lead the net astray always the same way: a T-shirt is often
named a coat. A weight for each class, fitted on the clothing photos of the training file, sets that
right. Classes of which those photos show none keep the weight 1, and what nobody votes for is never
named.

Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017, section 4.2 (a bias for
each class), https://arxiv.org/abs/1706.04599; the rest by us
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import RunBroken

if TYPE_CHECKING:
    from core.runs.run import Run

SAME = {
    "t-shirt": "T-shirt/top",
    "pants": "Trouser",
    "dress": "Dress",
    "outwear": "Coat",
    "shirt": "Shirt",
    "longsleeve": "Shirt",
    "shoes": "Sneaker",
}
"""Kinds of clothing photos and what Fashion-MNIST calls them."""
FLOOR = 0.01
"""Added to each share while fitting, so that no vote at all is not impossible."""
FILE = "readout/weights.json"


def weighted(shares: NDArray[np.floating], weights: NDArray[np.floating]) -> NDArray[np.float64]:
    """Shares of votes [n, classes] times the classes' weights, brought back to a sum of 1."""
    products = np.asarray(shares, np.float64) * weights
    result: NDArray[np.float64] = products / products.sum(1, keepdims=True)
    return result


def fit(shares: NDArray[np.floating], labels: NDArray[np.integer]) -> NDArray[np.float64]:
    """The most likely weights, float64 [classes]; those of the labelled classes multiply to 1."""
    from scipy.optimize import minimize

    shown = np.unique(labels)
    logs = np.log(np.asarray(shares, np.float64) + FLOOR)

    def spread(free: NDArray[np.float64]) -> NDArray[np.float64]:
        log_weights = np.zeros(logs.shape[1])
        log_weights[shown] = free - free.mean()
        return log_weights

    def loss(free: NDArray[np.float64]) -> float:
        scores = logs + spread(free)
        whole = np.log(np.exp(scores).sum(1))
        return float((whole - scores[np.arange(len(labels)), labels]).mean())

    result: NDArray[np.float64] = np.exp(spread(minimize(loss, np.zeros(len(shown))).x))
    return result


def weights_of(run: Run, classes: tuple[str, ...]) -> NDArray[np.float64]:
    """The run's weights in the order of `classes`, float64; all 1 where it has none.

    Raises RunBroken where the file cannot be read.
    """
    path = run.folder / FILE
    if not path.is_file():
        return np.ones(len(classes))
    try:
        named = json.loads(path.read_text(encoding="utf-8"))
        return np.array([named[name] for name in classes], np.float64)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunBroken(f"{run.name} has no readable {FILE}: {error}.") from error
