"""The figures of a classifier: how often it is right, and how well it knows that.

Source: Brier 1950, Verification of forecasts expressed in terms of probability; Naeini, Cooper and
Hauskrecht 2015 and Guo et al. 2017 (expected calibration error, of the predicted class); van
Rijsbergen 1979 (F measure, here the mean over classes)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.metrics.bootstrap import measured_mean
from core.metrics.calibration import expected_calibration_error
from core.metrics.classification import confusion
from core.metrics.metric import Metric
from core.metrics.per_class import per_class
from core.metrics.temperature import cross_entropies, softmax

BINS = 15
"""Of the calibration error, as Guo et al. take them."""
TOP = 5
"""Guesses of which one may be right. Fewer than twice as many classes make that no test."""
Scores = NDArray[np.floating]


def answer_figures(
    scores: Scores, labels: NDArray[np.integer], *, seed: int = 0
) -> dict[str, Metric]:
    """What no temperature changes: accuracy, macro F1 and, of ten classes or more, top-5 accuracy.

    Of scores or probabilities [n, classes] and true classes int [n]; a class without images has no
    F1. Intervals are 95 %, bootstrap over images, where the figure is a mean over them.
    """
    classes = scores.shape[1]
    hits = scores.argmax(1) == labels
    table = confusion(scores.argmax(1), labels, classes=classes)
    f1 = per_class(table).f1[np.bincount(labels, minlength=classes) > 0]
    found = {
        "accuracy": measured_mean(hits, seed=seed),
        "macro_f1": Metric(float(f1.mean()) if len(f1) else None, n=len(labels)),
    }
    if classes >= 2 * TOP:
        own = scores[np.arange(len(labels)), labels][:, None]
        found["top5_accuracy"] = measured_mean((scores > own).sum(1) < TOP, seed=seed)
    return found


def probability_figures(
    scores: Scores, labels: NDArray[np.integer], *, temperature: float = 1.0, seed: int = 0
) -> dict[str, Metric]:
    """How well it knows: cross-entropy, Brier score (0 to 2), calibration error (0 to 1).

    Of the softmax of scores [n, classes] over a temperature, and true classes int [n], n at least
    1.
    """
    given = softmax(scores, temperature=temperature)
    truth = np.eye(given.shape[1])[labels]
    hits, known = given.argmax(1) == labels, bool(np.isfinite(given).all())
    error = expected_calibration_error(given.max(1), hits, bins=BINS) if known else None
    losses = cross_entropies(scores, labels, temperature=temperature)
    return {
        "loss": measured_mean(losses, seed=seed),
        "brier": measured_mean(((given - truth) ** 2).sum(1), seed=seed),
        "expected_calibration_error": Metric(error, n=len(labels)),
    }


def classifier_figures(
    split: str,
    scores: Scores,
    labels: NDArray[np.integer],
    *,
    temperature: float | None = None,
    seed: int = 0,
) -> dict[str, Metric]:
    """All of them, by the names that cards have: `test/accuracy`, `test/brier`, and with a
    temperature `test/brier/calibrated`.
    """
    plain = {
        **answer_figures(scores, labels, seed=seed),
        **probability_figures(scores, labels, seed=seed),
    }
    if temperature is None:
        calm = {}
    else:
        found = probability_figures(scores, labels, temperature=temperature, seed=seed)
        calm = {f"{name}/calibrated": metric for name, metric in found.items()}
    return {f"{split}/{name}": metric for name, metric in (plain | calm).items()}
