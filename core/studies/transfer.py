"""A study of transfer: what does a net trained on ImageNet give to a small data set?

Report 003's four ways over the same images with the same net, one job: from scratch; its features
and a linear support vector machine; fine-tuned; fine-tuned on changed images. The study's members
are the ways, its `nets` what they may be trained with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.catalogue import entry
from core.errors import BadRecipe, BadStudy, UnknownName
from core.metrics.metric import Metric
from core.recipes.recipe import load_recipe, of_kind
from core.runs.find import checkpoints
from core.runs.run import Run
from core.studies.study import Study, experiments
from core.tasks.classify.settings import ClassificationRecipe

STUDY = "transfer"
"""The name of the study."""
THROUGH_ENCODER = {
    "frozen-linear": "Linear probe",
    "frozen-svm": "SVM",
    "frozen-head": "Small head",
}
"""Recipes of heads on an encoder that stays, with what each way is called: what an encoder that
cannot be trained from scratch has in place of the four."""
KNN = "test/knn_accuracy/frozen"
NEAREST = "Nearest neighbours"
"""The way without any training: its accuracy stands on the card of every head on an encoder."""


def usual_net(study: Study) -> str:
    """The net that stands in where another's weights cannot be had; raises BadStudy without one."""
    if not study.nets:
        raise BadStudy(
            f"The study {study.name} names no `nets` to train its members with. Add some."
        )
    return next(iter(study.nets))


def four(
    study: Study, data: str, *, net: str | None = None, epochs: float = 25, seed: int = 0
) -> list[ClassificationRecipe]:
    """The members' recipes over one data set, with the usual net where none is named; first what
    keeps the net frozen, whose features are computed once: it answers in seconds.

    Raises UnknownName for a net or data set, BadRecipe, BadStudy.
    """
    usual = usual_net(study)
    net = net or usual
    if net not in study.nets:
        raise UnknownName("net to transfer from", net, study.nets)
    if not 0 < epochs <= 1000:
        raise BadRecipe(f"The epochs must be more than 0 and at most 1000, not {epochs:g}.")
    title = str(entry(data).constants.get("TITLE", data))
    recipes = [of_kind(load_recipe(name), ClassificationRecipe) for name in study.recipes]
    return [
        replace(
            recipe,
            title=f"{title}: {study.titles[recipe.name].lower()}",
            net=replace(
                recipe.net,
                name=net,
                stand_in=usual if recipe.net.pretrained and net != usual else None,
            ),
            data=replace(recipe.data, name=data),
            length=replace(recipe.length, epochs=epochs, steps=None),
            seed=seed,
        )
        for recipe in sorted(recipes, key=lambda recipe: not recipe.freeze.backbone)
    ]


def through_encoder(
    data: str, encoder: str, *, epochs: float = 25, seed: int = 0
) -> list[ClassificationRecipe]:
    """The recipes of heads on a frozen encoder over one data set; raises UnknownName for an
    unknown data set.
    """
    title = str(entry(data).constants.get("TITLE", data))
    recipes = {name: of_kind(load_recipe(name), ClassificationRecipe) for name in THROUGH_ENCODER}
    return [
        replace(
            recipe,
            title=f"{title}: {THROUGH_ENCODER[name].lower()}",
            net=replace(recipe.net, encoder=encoder),
            data=replace(recipe.data, name=data),
            length=replace(recipe.length, epochs=epochs, steps=None),
            seed=seed,
        )
        for name, recipe in recipes.items()
    ]


def nearest(ways: Mapping[str, Run]) -> Metric | None:
    """The accuracy of a frozen encoder's nearest neighbours; None where a net learned instead."""
    cards = (run.finished() for run in ways.values())
    return next((c.metrics[KNN] for c in cards if c.head and KNN in c.metrics), None)


def nearest_hits(runs: Iterable[Run]) -> NDArray[np.bool_] | None:
    """Which test images those have right, bool [n]; None where no run kept what they name."""
    for run in runs:
        if (named := run.nearest()) is not None:
            return np.asarray(named == run.labels("test"))
    return None


def ways_of(study: Study, runs: Iterable[Run]) -> dict[str, Run]:
    """The runs by their way's title, in the study's order; those of other recipes are left out."""
    found: dict[str, Run] = {}
    titles = {**study.titles, **THROUGH_ENCODER}
    for run in runs:
        way = titles.get(run.name) or titles.get(run.recipe().name)
        if way is not None:
            found[way] = run
    return {way: found[way] for way in titles.values() if way in found}


def is_transfer(study: Study, runs: Sequence[Run]) -> bool:
    """Whether these are the runs of one job of `four`, or of `through_encoder`."""
    known = (study.recipes, THROUGH_ENCODER)
    return len(runs) > 1 and any(all(run.name in names for run in runs) for names in known)


def shipped_ways(study: Study) -> dict[str, Run]:
    """The checkpoints of the four, as far as they are here."""
    return ways_of(study, (r for r in checkpoints(task="classify") if r.name in study.recipes))


def reported(study: Study) -> dict[str, float]:
    """The report's accuracies by the way's title: ResNet-50, about 200 validation images."""
    found = {done.recipe: done.figures[0].reported for done in experiments() if done.figures}
    return {title: found[name] for name, title in study.titles.items() if name in found}
