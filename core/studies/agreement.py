"""Whether a figure that came out here is the one that a report states, as far as can be told.

Two kinds of luck stand between them: that of the test images (the intervals of both figures) and
that of the seed (where another run would lie). A difference is called one only if it is more than
both; where one seed alone is known, that is said.
"""

from __future__ import annotations

import math

from core.metrics.metric import Metric
from core.metrics.student import another_run
from core.metrics.wilson import wilson

ALIKE, LUCK, APART, PERHAPS, UNKNOWN = (
    "as reported",
    "within the seeds' luck",
    "differs",
    "differs; the seed's luck is unknown",
    "",
)


def reported_metric(value: float, *, n: int | None, times: float | None) -> Metric:
    """A reported share of n images with Wilson's interval; without one where n is not known.

    Args:
        value: as the report gives it.
        n: its test images.
        times: 100 where it gives per cent.
    """
    if n is None:
        return Metric(value)
    scale = times or 1.0
    found = wilson(round(value / scale * n), n)
    return Metric(value, (found.low or 0) * scale, (found.high or 0) * scale, n)


def agreement(reported: Metric, found: Metric | None, over_seeds: Metric | None) -> str:
    """One of this file's words; UNKNOWN where nothing was measured here."""
    if found is None or found.value is None or reported.value is None:
        return UNKNOWN
    apart = abs(found.value - reported.value)
    if apart <= math.hypot(_half(reported), _half(found)):
        return ALIKE
    lies = another_run(over_seeds)
    if lies is None:
        return PERHAPS if _is_measured(found) else APART
    return LUCK if lies[0] <= reported.value <= lies[1] else APART


def _half(figure: Metric) -> float:
    """Half its interval; 0 where it has none."""
    if figure.low is None or figure.high is None:
        return 0.0
    return (figure.high - figure.low) / 2


def _is_measured(figure: Metric) -> bool:
    """Whether it depends on training at all: counts of weights have no interval and are whole."""
    return not (figure.n is None and figure.low is None and float(figure.value or 0).is_integer())
