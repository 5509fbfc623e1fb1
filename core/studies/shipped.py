"""The shipped recipes of classifiers, grouped by whose they are, and what a run changed in one."""

from __future__ import annotations

from functools import lru_cache

from core.recipes.recipe import Recipe, changes, load_recipe, recipe_names
from core.studies.study import studies
from core.tasks.classify.settings import TASK, ClassificationRecipe

ASIDE = ("seed", "precision", "device", "probe.size", "probe.frames")
"""What may differ between two runs of one setting."""


@lru_cache
def shipped() -> dict[str, ClassificationRecipe]:
    """Every recipe of the task by name: ours first, then report by report, in the order in which
    its studies name them.
    """
    compared = dict.fromkeys(name for each in studies().values() for name in each.recipes)
    order = {name: place for place, name in enumerate(compared)}
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


def same_setting(recipe: Recipe, base: Recipe) -> bool:
    """Whether two recipes ask for the same but for the seed, the device and what is watched."""
    return recipe.task == base.task == TASK and not set(changes(recipe, base)) - set(ASIDE)
