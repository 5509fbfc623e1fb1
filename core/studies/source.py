"""Where a figure of a study comes from: a checkpoint, or a trial that was kept without weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core import paths
from core.errors import RunBroken
from core.metrics.metric import Metric
from core.runs.card import RunCard
from core.runs.run import Run
from core.studies.trial import stand_in_of, trials


@dataclass(frozen=True)
class Source:
    """What a setting came to."""

    name: str
    metrics: Mapping[str, Metric]
    """Of one seed, with intervals over images."""
    over_seeds: Mapping[str, Metric] = field(default_factory=dict)
    """Their means over several, with Student's."""
    by_seed: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Of a trial: every seed's figures."""
    stand_in: str | None = None
    """What ran in place of what was asked for."""
    ended: Mapping[str, float] = field(default_factory=dict)
    """Of a trial: the last value of each column of its history."""
    kept: bool = True
    """Whether it is a checkpoint, which screens open."""


def source(name: str) -> Source | None:
    """The checkpoint of that name, else the trial; None where neither is there or can be read."""
    run = Run(paths.CHECKPOINTS / name)
    try:
        if (card := run.card) is not None:
            counted = {**_counts(card), **card.metrics}
            return Source(name, counted, card.over_seeds, stand_in=_stand_in(run))
    except RunBroken:  # the report's own figures are shown all the same
        return None
    if (kept := trials().get(name)) is None:
        return None
    return Source(
        name,
        kept.metrics,
        kept.over_seeds,
        kept.by_seed,
        kept.stand_in,
        kept.ended,
        kept=False,
    )


def _counts(card: RunCard) -> dict[str, Metric]:
    """How long it trained, and on how many images."""
    known = {
        "run/epochs": card.epochs,
        "run/steps": card.steps,
        "data/train": card.data.train,
        "data/test": card.data.test,
    }
    return {name: Metric(count) for name, count in known.items() if count}


def _stand_in(run: Run) -> str | None:
    """None too where its recipe cannot be read."""
    try:
        return stand_in_of(run)
    except RunBroken:
        return None
