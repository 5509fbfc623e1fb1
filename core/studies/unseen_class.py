"""A study of classes that a training never saw: does the tenth stand apart from the nine it knows?

Report 000's open question. One recipe is trained without each class in turn, and once with all: one
job (`core.recipes.sections.CLASSES`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.metrics.metric import Metric
from core.recipes.kinds import DEFAULT
from core.recipes.recipe import changed, load_recipe, of_kind
from core.recipes.repeats import CLASS, are_repeats, differ_in
from core.recipes.sections import CLASSES
from core.runs.find import checkpoints
from core.runs.run import Run
from core.settings import values
from core.sweeps.repeats import spreads
from core.tasks.embed.settings import EmbeddingRecipe

RECIPE = "leave-one-class-out"
SHARE, AUC, SILHOUETTE = (
    "test/recall/held-out",
    "test/roc_auc/held-out",
    "test/silhouette/held-out",
)
NOTHING = Metric(None)


@dataclass(frozen=True)
class Unseen:
    """A class, and how far it stands apart for nets that never saw it."""

    name: str
    run: str
    """That never saw it, as `find_run` takes it; the first where there are several seeds."""
    figures: Mapping[str, Metric]
    """SHARE, AUC and SILHOUETTE of that run, with their interval over test images."""
    over_seeds: Mapping[str, Metric]
    """The same over several seeds; empty where there is one."""
    seen: Metric
    """The share that is found again where training saw the class too."""

    def figure(self, metric: str) -> Metric:
        """That of the run; one without a value where it was not measured."""
        return self.figures.get(metric, NOTHING)


def every_class() -> EmbeddingRecipe:
    """The study's recipe, for every class of its data set."""
    recipe = of_kind(load_recipe(RECIPE), EmbeddingRecipe)
    return changed(recipe, {"title": "A class held out", CLASS: None, "data.repeat": CLASSES})


def is_study(runs: Sequence[Run]) -> bool:
    """Whether these are the runs of one job that goes without one class after another: it begins
    with one that has every class, and one that lacks the first.
    """
    recipes = [run.recipe() for run in runs[:2]]
    embeds = {recipe.task for recipe in recipes} == {DEFAULT}
    return embeds and are_repeats(recipes) and CLASS in differ_in(recipes)


def shipped() -> dict[str, Run]:
    """The checkpoints of the study, as far as they are here, by name."""
    return {run.name: run for run in checkpoints(task=DEFAULT) if run.recipe().name == RECIPE}


def unseen_classes(runs: Mapping[str, Run]) -> list[Unseen]:
    """Every class that finished runs, by the name that `find_run` takes, went without; in the order
    of the data set's classes.
    """
    without: dict[str | None, dict[str, Run]] = {}
    for key, run in runs.items():
        if run.card is not None:
            without.setdefault(values(run.recipe())[CLASS], {})[key] = run
    control = next(iter(without.pop(None, {}).values()), None)
    order = _classes(run for each in without.values() for run in each.values())
    return [
        _unseen(name, without[name], order.index(name), control)
        for name in order
        if name in without
    ]


def _unseen(name: str, runs: Mapping[str, Run], place: int, control: Run | None) -> Unseen:
    first = next(iter(runs))
    card = runs[first].finished()
    measured = (SHARE, AUC, SILHOUETTE)
    several = spreads([run.finished() for run in runs.values()]) if len(runs) > 1 else {}
    return Unseen(
        name,
        first,
        {metric: card.metrics[metric] for metric in measured if metric in card.metrics},
        {k: v for k, v in (several or card.over_seeds).items() if k in measured},
        _recall(control, place),
    )


def _classes(runs: Iterable[Run]) -> tuple[str, ...]:
    return next((run.data().classes for run in runs), ())


def _recall(control: Run | None, place: int) -> Metric:
    """How many of a class are found again where training saw it, of the confusion matrix."""
    matrix = {} if control is None else control.finished().confusion
    if "test" not in matrix:
        return NOTHING
    row = matrix["test"][place]
    return Metric(row[place] / sum(row), n=sum(row)) if sum(row) else NOTHING
