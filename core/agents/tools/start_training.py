"""Train a recipe, with settings changed where wanted; it is queued, and get_job watches it. Nothing
is fetched: the data set has to be on this machine.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from core.agents.jobs import Job, described, refuse_too_many
from core.errors import UnknownName
from core.jobs.jobs import jobs
from core.recipes.recipe import changed, load_recipe, recipe_names
from core.tasks import refuse

TITLE = "Start a training"
WRITES = True


def answer(
    recipe: Annotated[str, Field(description="A recipe, by its name in list_recipes.")],
    settings: Annotated[
        dict[str, Any] | None,
        Field(description='Changed settings by dotted name: {"length.epochs": 5, "seed": 1}.'),
    ] = None,
    title: Annotated[str, Field(max_length=80, description="What to call it.")] = "",
) -> Job:
    """Queue it; raises UnknownName, BadRecipe with all that does not make sense."""
    if recipe not in recipe_names():  # and so never a file by its path
        raise UnknownName("recipe", recipe, recipe_names())
    asked = changed(load_recipe(recipe), settings or {})
    asked = replace(asked, title=title.strip() or asked.title)
    refuse(asked)
    refuse_too_many()
    known = jobs()
    return described(known.state(known.submit([asked], title=asked.title or recipe)))
