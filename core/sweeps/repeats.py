"""One recipe trained several times: with other seeds, on other folds, without other classes; and
how far those agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core import files
from core.data.catalogue import class_names
from core.metrics.metric import Metric
from core.metrics.student import spread
from core.recipes.recipe import Recipe, changed
from core.recipes.repeats import CLASS, FOLD, PARTS, REPEAT, SEED, SEEDS, repeats_over, set_apart
from core.recipes.sections import CLASSES, FOLDS, ONCE
from core.runs.card import RunCard
from core.settings import values


def runs_asked(recipe: Recipe) -> dict[str, Recipe]:
    """The runs that a recipe stands for, by the name of each one's folder: with every seed, on
    every fold or without every class; raises the data's errors where its classes cannot be told.
    """
    over = repeats_over(recipe)
    asked = values(recipe)
    found = repeated(
        recipe,
        {},
        folds=asked[PARTS] if over == FOLDS else None,
        classes=_classes(recipe) if over == CLASSES else (),
        seeds=recipe.seeds or (recipe.seed,),
    )
    if len(found) == 1:
        return dict(found)
    runs = [run for _, run in found]
    return {name: replace(run, title=_titled(run, runs, recipe)) for name, run in found}


def _titled(run: Recipe, runs: Sequence[Recipe], recipe: Recipe) -> str:
    """What lists call one of the repeats: Simple CNN, seed 1."""
    apart = set_apart(run, runs)
    return f"{recipe.title or recipe.name}, {apart[:1].lower()}{apart[1:]}"


def repeated(
    recipe: Recipe,
    params: Mapping[str, Any],
    *,
    folds: int | None = None,
    classes: Sequence[str] = (),
    seeds: Sequence[int] = (0,),
) -> list[tuple[str, Recipe]]:
    """Every seed on every fold, or without every class, by the name of its folder; each is the
    recipe with `params`.

    Raises UnknownName where the recipe's task has no such setting.
    """
    once: dict[str, Any] = {SEEDS: []}
    if REPEAT in values(recipe):
        once[REPEAT] = ONCE
    parts = _folds(folds) if folds else _without(classes) if classes else {"": {}}
    own = list(dict.fromkeys(seeds))
    return [
        (
            part if part and len(own) == 1 else f"seed-{seed}{part and '-'}{part}",
            changed(recipe, {**params, **once, **more, SEED: seed}),
        )
        for seed in own
        for part, more in parts.items()
    ]


def _folds(count: int) -> dict[str, dict[str, Any]]:
    return {
        f"fold-{fold}": {"data.validation": 0, PARTS: count, FOLD: fold} for fold in range(count)
    }


def _without(classes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """And one with every class, to hold the others against."""
    found: dict[str, dict[str, Any]] = {"with-all": {CLASS: None}}
    for name in classes:
        found[files.readable_name(f"without {name}", taken=found)] = {CLASS: name}
    return found


def _classes(recipe: Recipe) -> Sequence[str]:
    """Those that the recipe's images are of."""
    asked = values(recipe)
    return class_names(asked["data.name"])[: asked.get("data.classes")]


def spreads(cards: Sequence[RunCard]) -> dict[str, Metric]:
    """Mean and interval of every metric that all of the cards have."""
    first = cards[0].metrics if cards else {}
    told = {name: [card.value(name) for card in cards] for name in first}
    return {
        name: spread([v for v in figures if v is not None])
        for name, figures in told.items()
        if None not in figures
    }


def difference(first: Mapping[str, float], second: Mapping[str, float]) -> Metric:
    """How much more the first has on the repeats that both have, paired, with its t-interval."""
    shared = [name for name in first if name in second]
    return spread([first[name] - second[name] for name in shared])
