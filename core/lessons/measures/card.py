"""A figure of a run's card, with its interval."""

from __future__ import annotations

from dataclasses import dataclass

from core.metrics.metric import Metric
from core.runs.find import find_run


@dataclass(frozen=True)
class Asked:
    """Which."""

    run: str
    metric: str


def measure(asked: Asked) -> Metric:
    """See `RunCard.metric`."""
    return find_run(asked.run).finished().metric(asked.metric)
