"""A cell of a run's confusion matrix: how many, and what share of the true class."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import UnknownName
from core.lessons.measures import answers
from core.metrics.metric import Metric
from core.metrics.wilson import wilson

WHAT = ("count", "share")


@dataclass(frozen=True)
class Asked:
    """Which cell, and what of it."""

    run: str
    of: str
    """The true class."""
    predicted: str
    what: str = "count"


def measure(asked: Asked) -> Metric:
    """Raises UnknownName for a class, or for what is asked."""
    found = answers(asked.run)
    for name in (asked.of, asked.predicted):
        if name not in found.classes:
            raise UnknownName(f"class of {asked.run}", name, found.classes)
    if asked.what not in WHAT:
        raise UnknownName("what is told of a cell", asked.what, WHAT)
    row = found.matrix[found.classes.index(asked.of)]
    count = int(row[found.classes.index(asked.predicted)])
    return Metric(count) if asked.what == "count" else wilson(count, int(row.sum()))
