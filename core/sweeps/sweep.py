"""What is asked of a sweep: sweep.yaml, read, refused where it makes no sense, and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from core import files
from core.errors import BadRecipe, EmbedscopeError, Unreadable
from core.recipes.kinds import searched_of
from core.recipes.recipe import Recipe, load_recipe, recipe_from_text
from core.settings import table, values
from core.sweeps.repeats import repeated
from core.sweeps.space import Axis, axes, cells
from core.tasks import problems as problems_of_recipe
from core.typed_json import WrongType, plain, typed
from core.yaml_text import read_yaml

NAME = "sweep.yaml"
SEARCHES = {
    "tpe": "tries more where trials did well: a tree-structured Parzen estimator "
    "(Bergstra et al. 2011)",
    "random": "every trial drawn anew: hard to beat with few trials (Bergstra and Bengio 2012)",
    "grid": "every combination once",
    "cma-es": "adapts a normal distribution; for numbers alone (Hansen 2016)",
}
PRUNINGS = {
    "none": "every trial is trained to its end",
    "median": "stops a trial that does worse than half of those before it at the same point",
    "hyperband": "stops trials in brackets, some soon and some late (Li et al. 2018)",
}
KEPT = {
    "best": "the best trial's weights",
    "all": "every trial's weights",
    "none": "none: cards and histories alone",
}
STORAGES = {"sqlite": "a file that Optuna's dashboard opens", "journal": "for network disks"}
MOST = 2
"""Metrics at once."""


@dataclass(frozen=True)
class Sweep:
    """What sweep.yaml holds."""

    recipe: Any
    """What every trial trains, but for `space`: a recipe's name, or all of its settings."""
    space: Mapping[str, Any] = field(default_factory=dict)
    """By setting: a list of values, or a table of low and high, with `log` or `step`."""
    title: str = ""
    search: str = "tpe"
    pruning: str = "none"
    metrics: tuple[str, ...] = ()
    """One validation figure, or two for a Pareto front; none: the first that the task has."""
    trials: int = 20
    """How many trials; a grid has as many as cells, whatever stands here."""
    hours: float | None = None
    """No trial begins after so many hours of training, over all workers."""
    folds: int | None = None
    """Every trial is cross-validated over so many folds."""
    seeds: tuple[int, ...] = (0,)
    """Every trial is trained with each of them."""
    workers: int = 1
    """Processes at a time, which share the machine's cores."""
    keep: str = "best"
    storage: str = "sqlite"
    seed: int = 0
    """Decides what is tried."""

    @property
    def asked(self) -> Recipe:
        """The recipe; raises BadRecipe and UnknownName."""
        if isinstance(self.recipe, str):
            return load_recipe(self.recipe)
        return recipe_from_text(yaml.safe_dump(dict(self.recipe)), name=self.recipe.get("name", ""))

    def axes(self) -> list[Axis]:
        """What is varied; raises as `core.sweeps.space.axes`."""
        return axes(self.space, self.asked)

    @property
    def judged_by(self) -> tuple[str, ...]:
        """The metrics that decide."""
        return self.metrics or tuple(searched_of(self.asked.task))[:1]

    @property
    def total(self) -> int:
        """How many trials there will be at most."""
        return sum(1 for _ in cells(self.axes())) if self.search == "grid" else self.trials


def is_better_high(metric: str) -> bool:
    """Whether more of a figure is better: of accuracies, not of losses and errors."""
    return not any(word in metric for word in ("loss", "error", "reject", "accept"))


def problems(sweep: Sweep, *, fetched: bool = False) -> list[str]:
    """A sentence with the remedy for all that makes no sense; as `core.tasks.problems`."""
    try:
        recipe, varied = sweep.asked, sweep.axes()
    except EmbedscopeError as error:
        return [str(error)]
    first = {axis.key: axis.points()[0] for axis in varied}
    wrong = [*_choices(sweep), *_numbers(sweep), *_metrics(sweep, recipe, varied)]
    return wrong or problems_of_recipe(repeats_of(sweep, recipe, first)[0][1], fetched=fetched)


def refuse(sweep: Sweep) -> None:
    """Raises BadRecipe with all that makes no sense."""
    if wrong := problems(sweep):
        raise BadRecipe("\n".join(wrong))


def read_sweep(path: Path) -> Sweep:
    """A sweep from its YAML file; raises Unreadable."""
    try:
        content = read_yaml(files.read_text(path))
        return typed(Sweep, content, path.name, strict=True)
    except (yaml.YAMLError, WrongType) as error:
        raise Unreadable(str(error)) from error


def sweep_text(sweep: Sweep) -> str:
    """As sweep.yaml holds it, every setting of the recipe written out."""
    whole = replace(sweep, recipe=table(sweep.asked))
    return yaml.safe_dump(plain(whole), sort_keys=False, allow_unicode=True)


def repeats_of(sweep: Sweep, recipe: Recipe, params: Mapping[str, Any]) -> list[tuple[str, Recipe]]:
    """The runs of one trial by name: its recipe with every seed, on every fold."""
    return repeated(recipe, params, folds=sweep.folds, seeds=sweep.seeds)


def _choices(sweep: Sweep) -> list[str]:
    known: dict[str, Sequence[str]] = {
        "search": tuple(SEARCHES),
        "pruning": tuple(PRUNINGS),
        "keep": tuple(KEPT),
        "storage": tuple(STORAGES),
    }
    return [
        f"{name} must be one of {', '.join(allowed)}, not {getattr(sweep, name)!r}."
        for name, allowed in known.items()
        if getattr(sweep, name) not in allowed
    ]


def _numbers(sweep: Sweep) -> list[str]:
    wrong = []
    if sweep.trials < 1 or sweep.workers < 1:
        wrong.append("A sweep needs at least one trial and one worker.")
    if sweep.hours is not None and not sweep.hours > 0:
        wrong.append(f"The hours must be more than 0, not {sweep.hours:g}; or leave them out.")
    if not sweep.seeds or len(set(sweep.seeds)) < len(sweep.seeds) or min(sweep.seeds) < 0:
        wrong.append("The seeds are different whole numbers from 0 on, at least one.")
    if not sweep.space:
        wrong.append("The space is empty: name at least one setting to vary.")
    return wrong


def _metrics(sweep: Sweep, recipe: Recipe, varied: Sequence[Axis]) -> list[str]:
    known = searched_of(recipe.task)
    wrong = [
        f"A sweep of the task {recipe.task} is judged by {' or '.join(known)}, not {metric}: what "
        "tests must decide nothing."
        for metric in sweep.judged_by
        if metric not in known
    ]
    if len(sweep.metrics) > MOST or len(set(sweep.metrics)) < len(sweep.metrics):
        wrong.append("A sweep is judged by one metric or by two different ones.")
    if len(sweep.metrics) > 1 and (sweep.pruning != "none" or sweep.search == "cma-es"):
        wrong.append("With two metrics there is no pruning and no CMA-ES: choose one metric.")
    if sweep.pruning != "none" and not all(known.get(m) for m in sweep.judged_by):
        wrong.append(
            f"{sweep.judged_by[0]} is measured at the end alone, so that nothing can be pruned by "
            "it. Choose pruning: none, or another metric."
        )
    if "validation/loss" in sweep.judged_by and any(a.key.startswith("margin.") for a in varied):
        wrong.append(
            "Losses at different margins cannot be compared. Judge by validation/knn_accuracy or "
            "validation/loss_over_margin, or take the margin out of the space."
        )
    settings = values(recipe)
    if sweep.folds is not None and "data.fold" not in settings:
        wrong.append(f"The task {recipe.task} has no folds to train one by one: leave them out.")
    if sweep.folds is not None and sweep.folds < 2:
        wrong.append(f"Cross-validation needs two folds or more, not {sweep.folds}.")
    if not (sweep.folds or settings.get("data.validation") or settings.get("data.folds")):
        wrong.append(
            "Trials are judged on validation images, and the recipe keeps none. Set "
            "data.validation, for example to a tenth of the training images, or folds."
        )
    if sweep.search == "cma-es" and any(axis.values for axis in varied):
        wrong.append("CMA-ES varies numbers between a low and a high end alone, no lists.")
    return wrong
