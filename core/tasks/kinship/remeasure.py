"""A pair model measured again: every fold judged anew, from the photos.

A run that kept the models of its folds is judged by those. One that kept only the model of
everybody fits those of its folds again, which takes what the training took; one whose heads were
taught by steps besides cannot be measured again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from core import files
from core.errors import BadRecipe, DataMissing
from core.recipes.recipe import of_kind
from core.runs.run import Run
from core.runs.standing import title_of
from core.tasks.kinship.settings import KinshipRecipe

if TYPE_CHECKING:
    from core.tasks.kinship.figures import Fold
    from core.tasks.kinship.task import Kinship


def evaluate(run: Run, *, stored: bool = False) -> dict[str, Any]:
    """The figures of a run's card, taken anew, with the controls.

    Returns `{"checkpoint", "title", "answers", "source", "data", "metrics", "keep"}`; `keep()`
    completes the run's `calibration.json`.

    Raises:
        BadRecipe: where the figures cannot be taken again, or `stored` is asked for.
        RunBroken: where the run is not finished or its weights do not fit.
        DataMissing, EncoderMissing: where the photos or a face encoder are not here.
    """
    from core.tasks.kinship.evaluate import folds_figures, tested
    from core.tasks.kinship.task import Kinship

    recipe, card = of_kind(run.recipe(), KinshipRecipe), run.finished()
    if stored:
        raise BadRecipe("Which pairs the stored scores are of is not kept: leave out --stored.")
    task = Kinship(run, recipe, progress=lambda *_: None, stop=lambda: False)
    people = task.corpus.people
    if len(people.photos) != card.pairs.people.photos:
        raise DataMissing(
            f"{run.name} was judged on {card.pairs.people.photos:,} photos, and "
            f"{people.source} has {len(people.photos):,}."
        )
    _take_weights(task)
    folds = [tested(task, fold) for fold in range(task.plan.folds)]
    return {
        "checkpoint": run.name,
        "title": title_of(run),
        "answers": "recomputed",
        "source": people.source,
        "data": {"name": recipe.data.name, "train": len(people.photos), "test": len(people.photos)},
        "metrics": folds_figures(task, folds),
        "keep": partial(_keep, task, folds),
    }


def _take_weights(task: Kinship) -> None:
    """Those of the kept models from the run, those of the others fitted again."""
    from core.tasks.kinship.plan import model_name
    from core.training.resume import part
    from core.training.take_weights import weights_of

    weights, kept = weights_of(task.run), set(task.plan.kept)
    for number, without in enumerate(task.plan.models):
        if without in kept:
            task.weights[without] = part(model_name(without), weights)
        elif task.epochs:
            raise BadRecipe(
                f"{task.run.name} kept the model of everybody alone, and those of its folds were "
                "taught by steps: train it again."
            )
        else:
            task.weights[without] = task.head(number, without).state_dict()


def _keep(task: Kinship, folds: list[Fold]) -> None:
    """What the run's calibration lacks; what it has stays."""
    from core.tasks.kinship.evaluate import CALIBRATION
    from core.tasks.kinship.judged_on import judged_on

    path = task.run.folder / CALIBRATION
    files.write_json(path, {**judged_on(task, folds), **files.read_json(path)})
