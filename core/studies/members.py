"""A comparison's recipes beside the runs of them that are here, and what the report says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.errors import EmbedscopeError
from core.runs.run import Run
from core.studies import Comparison
from core.studies.reports import rows
from core.studies.shipped import same_setting, shipped
from core.tasks.classify.settings import ClassificationRecipe


@dataclass(frozen=True)
class Member:
    """One recipe of a comparison; accuracies are shares of the test images."""

    recipe: str
    title: str
    reported: float | None
    run: str | None
    """The name under which the run was given; None where there is none."""


def followed(runs: Iterable[tuple[str, Run]]) -> dict[str, str]:
    """By shipped recipe, the name of the first finished of the given runs that asked for the same
    setting, else of the first unfinished one.
    """
    found: dict[str, str] = {}
    ordered = sorted(runs, key=lambda pair: pair[1].card is None)  # stable: finished ones first
    for name, run in ordered:
        recipe = recipe_of(run)
        if recipe is not None:
            found.setdefault(recipe, name)
    return found


def members(comparison: Comparison, runs: Mapping[str, str]) -> list[Member]:
    """The comparison's recipes in its order, each with its run, as `followed` names it."""
    known = shipped()
    return [
        Member(name, _title(known[name]), reported_accuracy(name), runs.get(name))
        for name in comparison.recipes
    ]


def _title(recipe: ClassificationRecipe) -> str:
    return recipe.title if recipe.report else f"{recipe.title} (ours)"


def recipe_of(run: Run) -> str | None:
    """The shipped recipe that a run followed, unchanged but for its seed and device; else None."""
    try:
        asked = run.recipe()
    except EmbedscopeError:
        return None
    base = shipped().get(asked.name)
    return asked.name if base is not None and same_setting(asked, base) else None


@lru_cache
def reported_accuracy(recipe: str) -> float | None:
    """The test accuracy that the source report states for a recipe, as a share; None where it
    states none.
    """
    for row in rows():
        if row.recipe == recipe and "accuracy" in row.metric:
            return row.reported / 100 if row.metric.endswith("%") else row.reported
    return None
