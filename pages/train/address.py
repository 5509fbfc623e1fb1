"""A recipe and what is changed in it, as the page's address says it, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.errors import BadRecipe
from core.recipes.recipe import changes, load_recipe
from core.settings import as_text
from core.studies.shipped import shipped
from core.tasks.classify.settings import TASK, ClassificationRecipe
from pages.shared import query_params

RECIPE, JOB, TITLE = "recipe", "job", "title"
FIRST = "report-base-net"
"""The recipe that an address without one means."""
OWN = (RECIPE, JOB)


def to_query(recipe: ClassificationRecipe) -> dict[str, str]:
    """Such as `{"recipe": "report-base-net", "optimiser.lr": "0.02"}`."""
    base = shipped().get(recipe.name)
    if base is None:
        base = ClassificationRecipe()
    query = {RECIPE: recipe.name, **query_params.to_query(recipe, base)}
    if recipe.title != base.title:
        query[TITLE] = recipe.title
    return query


def from_query(query: Mapping[str, str]) -> ClassificationRecipe:
    """The recipe that an address asks for; raises BadRecipe and UnknownName for nonsense."""
    name = query.get(RECIPE, FIRST)
    base = shipped().get(name)
    if base is None:
        other = load_recipe(name)  # raises UnknownName where there is none at all
        raise BadRecipe(
            f"The recipe {name} trains for the task {other.task!r}; here it must be one of the "
            f"task {TASK!r}. Choose another."
        )
    settings = {key: text for key, text in query.items() if key not in (*OWN, TITLE)}
    recipe = query_params.from_query(settings, base)
    return replace(recipe, title=query.get(TITLE, base.title))


def unnamed(recipe: ClassificationRecipe) -> ClassificationRecipe:
    """The recipe without a name that was made of its changes."""
    base = shipped().get(recipe.name)
    if base is None:
        return recipe
    plain = replace(recipe, title=base.title)
    return plain if described(plain) == recipe.title else recipe


def described(recipe: ClassificationRecipe) -> str:
    """The recipe's title, and behind it what is changed, as a run's name."""
    base = shipped().get(recipe.name)
    if base is None or recipe.title != base.title:
        return recipe.title or recipe.name
    different = [f"{_short(key)} {as_text(value)}" for key, value in changes(recipe, base).items()]
    return " · ".join([base.title, *different])


def _short(key: str) -> str:
    """The last word of a setting: lr of optimiser.lr, but data of data.name."""
    return key.removesuffix(".name").split(".")[-1].replace("_", " ")
