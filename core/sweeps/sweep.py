"""What is asked of a sweep: sweep.yaml, read, refused where it makes no sense, and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from core import files
from core.errors import BadRecipe, EmbedscopeError, Unreadable
from core.recipes.kinds import searched_of
from core.recipes.recipe import Recipe, load_recipe, recipe_from_text
from core.settings import problems_of, setting, table, values
from core.sweeps.repeats import repeated
from core.sweeps.space import Axis, axes, cells
from core.tasks import problems as problems_of_recipe
from core.typed_json import WrongType, plain, typed
from core.yaml_text import read_yaml, why

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

    recipe: Any = None
    """What every trial trains, but for `space`: a recipe's name, or all of its settings."""
    space: Mapping[str, Any] = field(default_factory=dict)
    """By setting: a list of values, or a table of low and high, with `log` or `step`."""
    title: str = ""
    search: str = setting(
        "tpe", title="Search", help="How the next trial is chosen.", choices=SEARCHES
    )
    pruning: str = setting(
        "none",
        title="Pruning",
        help="Whether trials that do badly are stopped before their end; by the validation figure.",
        choices=PRUNINGS,
    )
    metrics: tuple[str, ...] = setting(
        (),
        title="Judged by",
        help="One validation figure, or two for a Pareto front; none: the usual one of the task.",
    )
    trials: int = setting(
        20, title="Trials", help="A grid has as many as cells, whatever stands here.", low=1
    )
    hours: float | None = setting(
        None,
        title="Hours",
        help="No trial begins after so many hours of training, over all workers.",
        above=0,
    )
    folds: int | None = setting(
        None, title="Folds", help="Cross-validates every trial over so many.", low=2
    )
    seeds: tuple[int, ...] = setting(
        (0,),
        title="Seeds",
        help="Every trial is trained with each: three or more show what is chance.",
        low=0,
    )
    workers: int = setting(
        1, title="Workers", help="Processes side by side, which share the cores.", low=1
    )
    keep: str = setting("best", title="Weights to keep", choices=KEPT, advanced=True)
    storage: str = setting("sqlite", title="Optuna's storage", choices=STORAGES, advanced=True)
    seed: int = setting(
        0, title="Seed of the search", help="Decides what is tried.", low=0, advanced=True
    )

    @cached_property
    def asked(self) -> Recipe:
        """The recipe; raises BadRecipe and UnknownName."""
        if self.recipe is None:
            raise BadRecipe("A sweep needs a recipe: name a shipped one, or write one out.")
        if isinstance(self.recipe, str):
            return load_recipe(self.recipe)
        return recipe_from_text(yaml.safe_dump(dict(self.recipe)), name=self.recipe.get("name", ""))

    @cached_property
    def axes(self) -> list[Axis]:
        """What is varied; raises as `core.sweeps.space.axes`."""
        return axes(self.space, self.asked)

    @property
    def judged_by(self) -> tuple[str, ...]:
        """The metrics that decide."""
        return self.metrics or tuple(searched_of(self.asked.task))[:1]

    @cached_property
    def total(self) -> int:
        """How many trials there will be at most."""
        return sum(1 for _ in cells(self.axes)) if self.search == "grid" else self.trials


def is_better_high(metric: str) -> bool:
    """Whether more of a figure is better: of accuracies, not of losses and errors."""
    return not any(word in metric for word in ("loss", "error", "reject", "accept"))


def problems(sweep: Sweep, *, fetched: bool = False) -> list[str]:
    """A sentence with the remedy for all that makes no sense; as `core.tasks.problems`."""
    try:
        recipe, varied = sweep.asked, sweep.axes
    except EmbedscopeError as error:
        return [str(error)]
    first = {axis.key: axis.points()[0] for axis in varied}
    wrong = [*problems_of(sweep, "sweep"), *_several(sweep), *_metrics(sweep, recipe, varied)]
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
    except yaml.YAMLError as error:
        raise Unreadable(f"{path.name} is not valid YAML: {why(error)}") from error
    except WrongType as error:
        raise Unreadable(str(error)) from error


def sweep_text(sweep: Sweep) -> str:
    """As sweep.yaml holds it, every setting of the recipe written out."""
    whole = replace(sweep, recipe=table(sweep.asked))
    return yaml.safe_dump(plain(whole), sort_keys=False, allow_unicode=True)


def repeats_of(sweep: Sweep, recipe: Recipe, params: Mapping[str, Any]) -> list[tuple[str, Recipe]]:
    """The runs of one trial by name: its recipe with every seed, on every fold."""
    return repeated(recipe, params, folds=sweep.folds, seeds=sweep.seeds)


def _several(sweep: Sweep) -> list[str]:
    wrong = []
    if not sweep.seeds or len(set(sweep.seeds)) < len(sweep.seeds):
        wrong.append("The seeds must be different whole numbers, at least one.")
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
    if not (sweep.folds or settings.get("data.validation") or settings.get("data.folds")):
        wrong.append(
            "Trials are judged on validation images, and the recipe keeps none. Set "
            "data.validation, for example to a tenth of the training images, or folds."
        )
    if sweep.search == "cma-es" and any(axis.values for axis in varied):
        wrong.append("CMA-ES varies numbers between a low and a high end alone, no lists.")
    return wrong
