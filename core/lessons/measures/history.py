"""A column of a run's history: its first value, its last, or the one at a step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import RunBroken
from core.metrics.metric import Metric
from core.runs.find import find_run

ENDS = {"first": 0, "last": -1}


@dataclass(frozen=True)
class Asked:
    """Which column, and which end of it."""

    run: str
    column: str
    at: str = "last"
    step: int | None = None
    """The last value up to this one, instead."""


def measure(asked: Asked) -> Metric:
    """Raises RunBroken where it was never logged."""
    history = find_run(asked.run).history()
    column = np.asarray(history.get(asked.column, ()), np.float64)
    until = np.inf if asked.step is None else asked.step
    there = column[np.isfinite(column) & (np.asarray(history["step"])[: len(column)] <= until)]
    if not len(there) or asked.at not in ENDS:
        raise RunBroken(f"The run {asked.run} logged no {asked.at} value of {asked.column}.")
    return Metric(float(there[ENDS[asked.at]]))
