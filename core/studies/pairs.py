"""Report 002's question: what do puzzles, which need no label, give to a classifier?

Every run that begins with a branch that solved puzzles has a control beside it: the same net and
settings from random weights. The difference of the two is what puzzles gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.errors import EmbedscopeError, UnknownName
from core.runs.run import Run

SETS = {"cifar100": "CIFAR-100", "fruits": "Fruits-360"}
"""Data sets of report 002 by their name in recipes."""
PRETEXT = "jigsaw"


@dataclass(frozen=True)
class Pair:
    """A recipe that begins with puzzles, and its control."""

    title: str
    puzzled: str
    control: str
    share: float | None = None
    """Of the labels, where pairs differ in nothing else; None for the report's own recipes."""


@dataclass(frozen=True)
class Found:
    """A pair's finished runs, each under its name for `find_run`."""

    pair: Pair
    puzzled: tuple[str, Run]
    control: tuple[str, Run]


def pairs(data: str) -> list[Pair]:
    """The pairs of one of SETS: the report's two steps, then ours by their share of the labels.

    Raises UnknownName.
    """
    if data not in SETS:
        raise UnknownName("data set of report 002", data, SETS)
    report = [
        Pair(title, f"report-jigsaw-{data}-{step}", f"control-jigsaw-{data}-{step}")
        for step, title in (("last", "last layer only"), ("fine", "fine-tuned"))
    ]
    ours = [
        Pair(title, f"jigsaw-{data}{end}", f"scratch-{data}{end}", share)
        for share, end, title in (
            (1.0, "", "ours, every label"),
            (0.1, "-10", "ours, one label in ten"),
            (0.01, "-1", "ours, one label in a hundred"),
        )
    ]
    return [*report, *ours]


def by_recipe(runs: Mapping[str, Run]) -> dict[str, tuple[str, Run]]:
    """The first of the given runs of each recipe, as its name and the run."""
    found: dict[str, tuple[str, Run]] = {}
    for name, run in runs.items():
        try:
            found.setdefault(run.recipe().name, (name, run))
        except EmbedscopeError:  # unreadable: whoever opens the run is told
            continue
    return found


def found_pairs(asked: Iterable[Pair], runs: Mapping[str, tuple[str, Run]]) -> list[Found]:
    """Those pairs of which both runs are there."""
    return [
        Found(pair, runs[pair.puzzled], runs[pair.control])
        for pair in asked
        if pair.puzzled in runs and pair.control in runs
    ]
