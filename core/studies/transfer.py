"""Report 003's question: what does a net trained on ImageNet give to a small data set?

Four ways over the same images with the same net, one job: from scratch; its features and a linear
support vector machine; fine-tuned; fine-tuned on changed images.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.data.catalogue import entry
from core.errors import BadRecipe, UnknownName
from core.recipes.recipe import load_recipe, of_kind
from core.runs.find import checkpoints
from core.runs.run import Run
from core.studies.reports import rows
from core.tasks.classify.settings import ClassificationRecipe

WAYS = {
    "report-transfer-scratch": "From scratch",
    "report-transfer-svm": "Frozen + SVM",
    "report-transfer-fine-tuned": "Fine-tuned",
    "report-transfer-augmented": "Fine-tuned + augmentation",
}
"""Recipes, in the report's order, and what a person calls them."""
NETS = {
    "lite0-linear": "EfficientNet-Lite0 (its ImageNet weights are here)",
    "resnet50-linear": "ResNet-50, as the report (98 MB of weights, many times slower)",
}
STAND_IN = "lite0-linear"


def four(
    data: str, *, net: str = STAND_IN, epochs: float = 25, seed: int = 0
) -> list[ClassificationRecipe]:
    """The four recipes over one data set; raises UnknownName for a net or data set, BadRecipe."""
    if net not in NETS:
        raise UnknownName("net to transfer from", net, NETS)
    if not 0 < epochs <= 1000:
        raise BadRecipe(f"The epochs must be more than 0 and at most 1000, not {epochs:g}.")
    title = str(entry(data).constants.get("TITLE", data))
    return [
        replace(
            recipe,
            title=f"{title}: {WAYS[recipe.name].lower()}",
            net=replace(recipe.net, name=net, stand_in=_stand_in(recipe, net)),
            data=replace(recipe.data, name=data),
            length=replace(recipe.length, epochs=epochs, steps=None),
            seed=seed,
        )
        for recipe in (of_kind(load_recipe(name), ClassificationRecipe) for name in WAYS)
    ]


def ways_of(runs: Iterable[Run]) -> dict[str, Run]:
    """The runs by their way's title, in the report's order; those of other recipes are left out."""
    found: dict[str, Run] = {}
    for run in runs:
        way = WAYS.get(run.name) or WAYS.get(run.recipe().name)
        if way is not None:
            found[way] = run
    return {way: found[way] for way in WAYS.values() if way in found}


def is_four(runs: Sequence[Run]) -> bool:
    """Whether these are the runs of one job of `four`."""
    return len(runs) > 1 and all(run.name in WAYS for run in runs)


def shipped_ways() -> dict[str, Run]:
    """The checkpoints of the four, as far as they are here."""
    return ways_of(run for run in checkpoints(task="classify") if run.name in WAYS)


def reported() -> dict[str, float]:
    """Report 003's accuracies by the way's title: ResNet-50, about 200 validation images."""
    found = {row.recipe_name: row.reported for row in rows(report="003")}
    return {title: found[name] for name, title in WAYS.items() if name in found}


def _stand_in(recipe: ClassificationRecipe, net: str) -> str | None:
    return STAND_IN if recipe.net.pretrained and net != STAND_IN else None
