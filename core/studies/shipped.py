"""The shipped recipes of classifiers, grouped by whose they are, and what a run changed in one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from core import studies as comparisons
from core.recipes.recipe import Recipe, load_recipe, recipe_names
from core.settings import dotted, table
from core.tasks.classify.settings import TASK, ClassificationRecipe

UNSAID = ("name", "title", "about", "report", "task")
"""What a recipe says about itself; it changes no figure."""
ASIDE = ("seed", "precision", "device", "probe.size", "probe.frames")
"""What may differ between two runs of one setting."""


@lru_cache
def shipped() -> dict[str, ClassificationRecipe]:
    """Every recipe of the task by name: ours first, then report by report, in the order in which
    its comparisons name them.
    """
    order = {name: place for place, name in enumerate(comparisons.recipes())}
    recipes = (load_recipe(name) for name in recipe_names())
    found = [recipe for recipe in recipes if isinstance(recipe, ClassificationRecipe)]
    found.sort(key=lambda r: (r.report or "", order.get(r.name, len(order)), r.name))
    return {recipe.name: recipe for recipe in found}


def groups() -> dict[str, list[str]]:
    """Names of the recipes, by "ours" or the report's number."""
    result: dict[str, list[str]] = {}
    for name, recipe in shipped().items():
        result.setdefault(recipe.report or "ours", []).append(name)
    return result


def changes(recipe: Recipe, base: Recipe) -> dict[str, Any]:
    """The settings in which a recipe differs from `base`, dotted, as `changed` takes them."""
    before, now = table(base), table(recipe)
    return {
        key: _at(now, key)
        for key in dotted(now)
        if key not in UNSAID and _at(now, key) != _at(before, key)
    }


def same_setting(recipe: Recipe, base: Recipe) -> bool:
    """Whether two recipes ask for the same but for the seed, the device and what is watched."""
    return recipe.task == base.task == TASK and not set(changes(recipe, base)) - set(ASIDE)


def _at(content: dict[str, Any], key: str) -> Any:
    value: Any = content
    for part in key.split("."):
        value = value[part]
    return value
