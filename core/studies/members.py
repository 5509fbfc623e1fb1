"""A study's recipes beside the runs of them that are here, and what the report says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.errors import EmbedscopeError
from core.recipes.recipe import load_recipe
from core.runs.run import Run
from core.studies.shipped import same_setting, shipped
from core.studies.study import Study, experiments


@dataclass(frozen=True)
class MemberRun:
    """One recipe of a study and its run; accuracies are shares of the test images."""

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


def member_runs(study: Study, runs: Mapping[str, str]) -> list[MemberRun]:
    """The study's recipes in its order, each with its run, as `followed` names it."""
    return [
        MemberRun(name, _title(name), reported_accuracy(name), runs.get(name))
        for name in study.recipes
    ]


def _title(name: str) -> str:
    recipe = shipped().get(name) or load_recipe(name)
    return recipe.title if recipe.report else f"{recipe.title} (ours)"


def recipe_of(run: Run) -> str | None:
    """The shipped recipe that a run followed, unchanged but for its seed and device; else None."""
    try:
        asked = run.recipe()
    except EmbedscopeError:
        return None
    base = shipped().get(asked.name)
    return asked.name if base is not None and same_setting(asked, base) else None


def reported_accuracy(recipe: str) -> float | None:
    """The test accuracy that the source report states for a recipe, as a share; None where it
    states none.
    """
    for experiment in experiments():
        if experiment.recipe != recipe or experiment.settings:
            continue
        for figure in experiment.figures:
            if "accuracy" in figure.metric:
                return figure.reported / (figure.times or 1)
    return None
