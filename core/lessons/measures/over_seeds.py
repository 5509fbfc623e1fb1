"""A figure of a shipped recipe over several seeds: the mean, and the interval of that mean."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import UnknownName
from core.metrics.metric import Metric
from core.runs.find import find_run


@dataclass(frozen=True)
class Asked:
    """Which."""

    run: str
    metric: str


def measure(asked: Asked) -> Metric:
    """Raises UnknownName where it was trained with one seed alone."""
    known = find_run(asked.run).finished().over_seeds
    if asked.metric not in known:
        raise UnknownName(f"figure over seeds of {asked.run}", asked.metric, known)
    return known[asked.metric]
