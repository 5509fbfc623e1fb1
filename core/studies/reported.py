"""What the source reports claim, beside what their recipes give here and what our nets reach: the
`experiments` of the studies, a row for each of their figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from core import paths
from core.errors import RunBroken, UnknownName
from core.metrics.metric import Metric
from core.studies.study import Experiment, Figure, studies

Metrics = Callable[[str], Mapping[str, Metric]]
"""The metrics of a checkpoint by its name."""


@dataclass(frozen=True)
class Row:
    """One figure; None where it is not there (yet)."""

    report: str
    experiment: str
    recipe: str | None
    """The recipe's name, followed by its changed settings as `key=value`."""
    metric: str
    reported: float
    reproduced: float | None
    ours: float | None
    note: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    reproduced_by: str | None = None
    """Name of the checkpoint; it need not be there."""
    ours_by: str | None = None

    @property
    def recipe_name(self) -> str | None:
        """The recipe's name alone."""
        return self.recipe.split()[0] if self.recipe else None

    def as_dict(self) -> dict[str, Any]:
        """The seven keys that `python -m core report --json` prints."""
        keys = ("report", "experiment", "recipe", "metric", "reported", "reproduced", "ours")
        return {key: getattr(self, key) for key in keys}


def titles() -> dict[str, str]:
    """The reports' titles by their numbers, ascending."""
    every = studies().values()
    return dict(sorted((s.report, s.title) for s in every if s.report and s.experiments))


def rows(*, report: str | None = None) -> list[Row]:
    """Every figure of every report, or of one; reads the cards of the checkpoints that are there.

    Raises UnknownName for a report that does not exist.
    """
    if report is not None and report not in titles():
        raise UnknownName("report", report, titles())
    metrics = cache(_metrics)
    return [
        _row(each.report or "", experiment, figure, metrics)
        for each in studies().values()
        if report in (None, each.report)
        for experiment in each.experiments
        for figure in experiment.figures
    ]


def _row(report: str, experiment: Experiment, figure: Figure, metrics: Metrics) -> Row:
    comparable = experiment.ours if figure.ours else None
    changes = [f"{key}={value}" for key, value in experiment.settings.items()]
    return Row(
        report=report,
        experiment=experiment.name,
        recipe=" ".join([experiment.recipe, *changes]) if experiment.recipe else None,
        metric=figure.metric,
        reported=figure.reported,
        reproduced=_measured(experiment.reproduced, figure, metrics),
        ours=_measured(comparable, figure, metrics),
        note=experiment.note,
        settings=experiment.settings,
        reproduced_by=experiment.reproduced,
        ours_by=comparable,
    )


def _measured(checkpoint: str | None, figure: Figure, metrics: Metrics) -> float | None:
    if checkpoint is None or figure.card is None:
        return None
    found = metrics(checkpoint).get(figure.card)
    value = found.value if found else None
    return value if value is None or figure.times is None else round(value * figure.times, 6)


def _metrics(checkpoint: str) -> Mapping[str, Metric]:
    from core.runs.run import Run  # numpy

    try:
        card = Run(paths.CHECKPOINTS / checkpoint).card
    except RunBroken:  # the report's own figures are shown all the same
        return {}
    return card.metrics if card else {}
