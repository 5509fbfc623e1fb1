"""How sure a classifier is of its test images, beside how often it is right."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import UnknownName
from core.lessons.measures import answers
from core.metrics.bootstrap import measured_mean
from core.metrics.calibration import expected_calibration_error
from core.metrics.metric import Metric

WHAT = ("confidence", "accuracy", "calibration_error", "changed")
BINS = 15


@dataclass(frozen=True)
class Asked:
    """What, and whether of the plain softmax instead of the one over the run's temperature."""

    run: str
    what: str
    plain: bool = False


def measure(asked: Asked) -> Metric:
    """`changed` is on how many images the temperature changes the predicted class."""
    if asked.what not in WHAT:
        raise UnknownName("what is told of sureness", asked.what, WHAT)
    tempered = answers(asked.run)
    found = tempered.untempered if asked.plain else tempered
    if asked.what == "changed":
        return Metric(int((tempered.predicted != tempered.untempered.predicted).sum()))
    if asked.what == "confidence":
        return measured_mean(found.confidence, seed=0)
    if asked.what == "accuracy":
        return measured_mean(found.right, seed=0)
    return Metric(expected_calibration_error(found.confidence, found.right, bins=BINS))
