"""The pairs of all studies: what does a pretext, which needs no label, give to a classifier?

Every run that begins with a branch that solved puzzles has a control beside it: the same net and
settings from random weights. The difference of the two is what puzzles gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.errors import BadStudy, EmbedscopeError, UnknownName
from core.runs.run import Run
from core.studies.study import Pair, Study, studies

PRETEXT = "jigsaw"
"""The task whose nets a pair begins with, and the recipe of the shipped one."""


@dataclass(frozen=True)
class Found:
    """A pair's finished runs, each under its name for `find_run`."""

    pair: Pair
    puzzled: tuple[str, Run]
    control: tuple[str, Run]


def data_sets() -> dict[str, str]:
    """The data sets over which there are pairs, by the name that pairs give them: their titles.

    Raises BadStudy where no study that can be read has pairs.
    """
    every = list(studies().values())
    titles = {name: title for each in reversed(every) for name, title in each.data_titles.items()}
    named = dict.fromkeys(pair.data for each in every for pair in each.pairs)
    if not named:
        raise BadStudy(
            "No study with pairs can be read. Home lists the studies to correct, and why."
        )
    return {name: titles.get(name, name) for name in named}


def pairs(data: str) -> list[Pair]:
    """Every pair over one of `data_sets`, in the order of the studies; raises UnknownName."""
    found = [pair for each in studies().values() for pair in each.pairs if pair.data == data]
    if not found:
        raise UnknownName("data set with pairs", data, data_sets())
    return found


def study_of(data: str) -> Study:
    """The first study with pairs over a data set; raises UnknownName."""
    first = pairs(data)[0]
    return next(each for each in studies().values() if first in each.pairs)


def steps(data: str) -> tuple[Pair, Pair]:
    """The pair of the last layer and that of fine-tuning: the first two that use every label, or
    the one that there is, twice; raises UnknownName.
    """
    found = [pair for pair in pairs(data) if pair.share is None] or pairs(data)
    return found[0], found[:2][-1]


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
        Found(pair, runs[pair.recipe], runs[pair.control])
        for pair in asked
        if pair.recipe in runs and pair.control in runs
    ]
