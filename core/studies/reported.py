"""What the source reports claim, beside what their recipes give here and what our nets reach: the
`experiments` of the studies, a row for each of their figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from core import paths
from core.errors import UnknownName
from core.metrics.metric import Metric
from core.metrics.student import deviation
from core.runs.cautions import cautions
from core.runs.run import Run
from core.studies.agreement import agreement, reported_metric
from core.studies.filled import filled
from core.studies.source import Source, source
from core.studies.study import Experiment, Figure, studies

Sources = Callable[[str], Source | None]
REPRODUCED, OURS = "reproduced", "ours"


@dataclass(frozen=True)
class Measured:
    """A figure that was measured here."""

    run: str
    """The checkpoint or trial that holds it."""
    metric: Metric
    """Of one seed; its interval (95 %) is over images."""
    over_seeds: Metric | None = None
    """The mean of several, with Student's interval; n is how many. None: one seed alone."""
    stand_in: str | None = None
    kept: bool = True
    """Whether it is a checkpoint, which screens open."""


@dataclass(frozen=True)
class Row:
    """One figure; None where it is not there (yet)."""

    report: str
    experiment: str
    recipe: str | None
    """The recipe's name, followed by its changed settings as `key=value`."""
    metric: str
    stated: Metric
    """What the report says; with Wilson's interval where its test images are known."""
    measured: Mapping[str, Measured] = field(default_factory=dict)
    """REPRODUCED and OURS, those that there are."""
    note: str = ""
    why: str = ""
    """What explains the difference, with how it was found."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    reproduced_by: str | None = None
    """Name of the checkpoint or trial; it need not be there."""
    ours_by: str | None = None
    shared_with: tuple[str, ...] = ()
    """Other experiments whose reproduced figure is this very one, of the same stand-in."""

    @property
    def reported(self) -> float:
        """As the report states it."""
        return self.stated.value or 0

    @property
    def reproduced(self) -> float | None:
        """The value alone."""
        return _value(self.measured.get(REPRODUCED))

    @property
    def ours(self) -> float | None:
        """The value alone."""
        return _value(self.measured.get(OURS))

    @property
    def recipe_name(self) -> str | None:
        """The recipe's name alone."""
        return self.recipe.split()[0] if self.recipe else None

    @property
    def stand_in(self) -> str | None:
        """What ran in place of the report's net."""
        found = self.measured.get(REPRODUCED)
        return found.stand_in if found else None

    @property
    def agreement(self) -> str:
        """Whether the reproduced figure is the reported one, in a word of `agreement`."""
        found = self.measured.get(REPRODUCED)
        if found is None:
            return agreement(self.stated, None, None)
        return agreement(self.stated, found.metric, found.over_seeds)

    def as_dict(self) -> dict[str, Any]:
        """What `python -m core report --json` prints of it: the three figures, and of both that
        were measured here n, the interval over images and what is known of other seeds.
        """
        keys = ("report", "experiment", "recipe", "metric", "reported", REPRODUCED, OURS)
        both = {which: self.measured.get(which) for which in (REPRODUCED, OURS)}
        return {
            **{key: getattr(self, key) for key in keys},
            "interval": {
                "reported": _interval(self.stated),
                **{which: found and _interval(found.metric) for which, found in both.items()},
            },
            "n": {
                "reported": self.stated.n,
                **{which: found and found.metric.n for which, found in both.items()},
            },
            "seeds": {which: found and _seeds(found) for which, found in both.items()},
            "stand_in": self.stand_in,
            "shared_with": list(self.shared_with),
            "agreement": self.agreement or None,
            "note": " ".join(part for part in (self.note, self.why) if part),
        }


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
    sources = cache(source)
    found = [
        _row(each.report or "", experiment, figure, sources)
        for each in studies().values()
        if report in (None, each.report)
        for experiment in each.experiments
        for figure in experiment.figures
    ]
    return _sharing(found)


def judged(found: Iterable[Row]) -> list[Run]:
    """The checkpoints that hold the figures of rows, each once."""
    names = dict.fromkeys(each.run for row in found for each in row.measured.values() if each.kept)
    return [Run(paths.CHECKPOINTS / name) for name in names]


def cautions_of(found: Iterable[Row]) -> list[str]:
    """What to know of figures, each sentence once with the runs that it is of."""
    said: dict[str, list[str]] = {}
    for run in judged(found):
        for sentence in cautions(run):
            said.setdefault(sentence, []).append(run.name)
    return [f"{', '.join(names)}: {sentence}" for sentence, names in said.items()]


def _row(report: str, experiment: Experiment, figure: Figure, sources: Sources) -> Row:
    comparable = experiment.ours if figure.ours else None
    changes = [f"{key}={value}" for key, value in experiment.settings.items()]
    both = {REPRODUCED: experiment.reproduced, OURS: comparable}
    found = {which: _measured(name, figure, sources) for which, name in both.items()}
    return Row(
        report=report,
        experiment=experiment.name,
        recipe=" ".join([experiment.recipe, *changes]) if experiment.recipe else None,
        metric=figure.metric,
        stated=reported_metric(figure.reported, n=figure.n, times=figure.times),
        measured={which: each for which, each in found.items() if each is not None},
        note=" ".join(experiment.note.split()),
        why=filled(" ".join(experiment.why.split()), sources),
        settings=experiment.settings,
        reproduced_by=experiment.reproduced,
        ours_by=comparable,
    )


def _measured(name: str | None, figure: Figure, sources: Sources) -> Measured | None:
    if name is None or figure.card is None or (found := sources(name)) is None:
        return None
    if (one := found.metrics.get(figure.card)) is None or one.value is None:
        return None
    several = found.over_seeds.get(figure.card)
    return Measured(
        name,
        _times(one, figure.times),
        several and _times(several, figure.times),
        found.stand_in,
        found.kept,
    )


def _times(metric: Metric, times: float | None) -> Metric:
    if times is None:
        return metric
    value, low, high = (
        end if end is None else round(end * times, 6)
        for end in (metric.value, metric.low, metric.high)
    )
    return Metric(value, low, high, metric.n)


def _sharing(found: list[Row]) -> list[Row]:
    """Each with those rows that the same stand-in gives the same figure."""
    groups: dict[tuple[str, str, str, float], list[str]] = {}
    for row in found:
        if (key := _shared_key(row)) is not None:
            groups.setdefault(key, []).append(row.experiment)
    told = []
    for row in found:
        key = _shared_key(row)
        others = [each for each in groups[key] if each != row.experiment] if key else []
        told.append(replace(row, shared_with=tuple(others)))
    return told


def _shared_key(row: Row) -> tuple[str, str, str, float] | None:
    """Report, figure, what stands in, and the value."""
    if row.stand_in is None or row.reproduced is None:
        return None
    return row.report, row.metric, row.stand_in.split(" for ")[0], row.reproduced


def _value(found: Measured | None) -> float | None:
    return None if found is None else found.metric.value


def _interval(metric: Metric) -> list[float] | None:
    return None if metric.low is None or metric.high is None else [metric.low, metric.high]


def _seeds(found: Measured) -> dict[str, Any]:
    """How many, their mean, standard deviation and Student's interval; one seed has the first."""
    several = found.over_seeds
    if several is None:
        return {"n": 1, "mean": None, "deviation": None, "interval": None}
    return {
        "n": several.n,
        "mean": several.value,
        "deviation": deviation(several),
        "interval": _interval(several),
    }
