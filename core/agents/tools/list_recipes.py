"""List recipes: what start_training can train, and with changed settings anything near it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from core.agents.arguments import Limit, Offset, Search, holds, part
from core.agents.caller import page
from core.data.asked import data_sets, missing
from core.recipes.recipe import load_recipe, recipe_names

TITLE = "List recipes"
WRITES = False


@dataclass(frozen=True)
class Experiment:
    """A recipe; `missing` are the data sets that it needs and that are not on this machine."""

    name: str
    title: str
    about: str
    task: str
    data: list[str]
    missing: list[str]


@dataclass(frozen=True)
class Experiments:
    """Some of the recipes."""

    total: int
    recipes: list[Experiment]
    next_offset: int | None
    page: str


def answer(
    task: Annotated[str, Field(description="Only of this task: embed, classify, kinship …")] = "",
    search: Search = "",
    offset: Offset = 0,
    limit: Limit = 20,
) -> Experiments:
    """Some of the recipes, by name."""
    found = [
        Experiment(
            name=name,
            title=recipe.title,
            about=" ".join(recipe.about.split()),
            task=recipe.task,
            data=data_sets(recipe),
            missing=missing(recipe),
        )
        for name, recipe in ((name, load_recipe(name)) for name in recipe_names())
        if task in ("", recipe.task) and holds(search, name, recipe.title)
    ]
    shown, after = part(found, offset, limit)
    return Experiments(len(found), shown, after, page("train"))
