"""A number that a run's recipe states, such as its margin."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import RunBroken
from core.metrics.metric import Metric
from core.runs.find import find_run
from core.settings import values


@dataclass(frozen=True)
class Asked:
    """Which."""

    run: str
    setting: str


def measure(asked: Asked) -> Metric:
    """Raises RunBroken where the recipe has no such number."""
    said = values(find_run(asked.run).recipe()).get(asked.setting)
    if not isinstance(said, int | float) or isinstance(said, bool):
        raise RunBroken(f"The recipe of {asked.run} states no number {asked.setting}.")
    return Metric(said)
