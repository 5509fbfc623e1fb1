"""How many images a run learned from or was tested on, or how many classes they have."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import UnknownName
from core.metrics.metric import Metric
from core.runs.find import find_run

WHAT = ("train", "validation", "test", "classes")


@dataclass(frozen=True)
class Asked:
    """Which count."""

    run: str
    what: str = "test"


def measure(asked: Asked) -> Metric:
    """Raises UnknownName for another count."""
    if asked.what not in WHAT:
        raise UnknownName("count of a run's images", asked.what, WHAT)
    data = find_run(asked.run).finished().data
    return Metric(len(data.classes or ()) if asked.what == "classes" else getattr(data, asked.what))
