"""Of one class in a run's confusion matrix: recall, precision, how many."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import UnknownName
from core.lessons.measures import answers
from core.metrics.metric import Metric
from core.metrics.wilson import wilson

WHAT = ("recall", "recall_low", "precision", "images", "found", "predicted", "precision_at")


@dataclass(frozen=True)
class Asked:
    """Which class, and what of it."""

    run: str
    of: str
    what: str
    share: float | None = None
    """For `precision_at`: what share of all images the class makes up where the net is used."""


def measure(asked: Asked) -> Metric:
    """Raises UnknownName for the class, or for what is asked of it."""
    found = answers(asked.run)
    if asked.of not in found.classes:
        raise UnknownName(f"class of {asked.run}", asked.of, found.classes)
    if asked.what not in WHAT:
        raise UnknownName("what is told of a class", asked.what, WHAT)
    at = found.classes.index(asked.of)
    matrix = found.matrix
    right, images, predicted = int(matrix[at, at]), int(matrix[at].sum()), int(matrix[:, at].sum())
    if asked.what == "precision_at":
        others = int(matrix.sum()) - images
        false = (predicted - right) / others
        return Metric(precision_at(right / images, false, asked.share or 0.0))
    return {
        "recall": wilson(right, images),
        "recall_low": Metric(wilson(right, images).low),
        "found": Metric(right),
        "precision": wilson(right, predicted),
        "images": Metric(images),
        "predicted": Metric(predicted),
    }[asked.what]


def precision_at(recall: float, false_rate: float, share: float) -> float | None:
    """Of those predicted as a class the part that is, where the class makes up `share` of what is
    seen, by Bayes' rule; None where nothing is predicted as it.

    Args:
        recall: of the class's images the part that is found.
        false_rate: of all others the part that is predicted as it.
        share: 0 to 1.
    """
    hits, misses = recall * share, false_rate * (1 - share)
    return hits / (hits + misses) if hits + misses else None
