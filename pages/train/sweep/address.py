"""A sweep as the page's address says it: the recipe as on Train, its space, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.data.catalogue import entry
from core.errors import BadRecipe, EmbedscopeError
from core.recipes.recipe import Recipe, changed, load_recipe
from core.settings import table, values
from core.sweeps.space import searchable, suggested
from core.sweeps.sweep import Sweep
from core.typed_json import WrongType, plain, typed
from pages.shared import query_params
from pages.shared.form_address import FormAddress
from pages.train.address import ASKED, JOB, RECIPE, SPACE, SWEEP, VIEW, usual

FIRST = ("optimiser.lr", "batch.size")
"""What is varied at first."""
TRIALS = 12
APART = ("recipe", "space", "title")


def to_query(sweep: Sweep) -> dict[str, str]:
    """Such as `{"recipe": "simple-cnn", "space": '{"optimiser.lr":[0.1,0.2]}'}`: the space, and
    what differs from a sweep's usual settings, as JSON.
    """
    recipe = sweep.asked
    base = _base(recipe.name)
    asked = {key: value for key, value in plain(sweep).items() if key not in APART}
    plainly = plain(Sweep(trials=TRIALS))
    own = {key: value for key, value in asked.items() if value != plainly.get(key)}
    query = {RECIPE: recipe.name, **query_params.to_query(recipe, base)}
    query[SPACE] = query_params.to_text(dict(sweep.space))
    return {**query, ASKED: query_params.to_text(own)} if own else query


def from_query(query: Mapping[str, str]) -> Sweep:
    """The sweep that an address asks for; raises BadRecipe and UnknownName for nonsense."""
    own = (RECIPE, SPACE, ASKED, "title")
    settings = {key: text for key, text in query.items() if key not in own}
    name = query.get(RECIPE)
    recipe = query_params.from_query(settings, usual() if name is None else load_recipe(name))
    if SPACE not in query:
        recipe = with_validation(recipe)
    asked: Any = query_params.from_text(query.get(ASKED, "{}"))
    space: Any = query_params.from_text(query[SPACE]) if SPACE in query else first_space(recipe)
    told = {"trials": TRIALS, **(asked if isinstance(asked, dict) else {})}
    try:
        return typed(
            Sweep, {**told, "recipe": table(recipe), "space": space}, "the link", strict=True
        )
    except WrongType as error:
        raise BadRecipe(f"The link's sweep cannot be read: {error}.") from error


def first_space(recipe: Recipe) -> dict[str, Any]:
    """What a sweep of the recipe varies before anybody says so."""
    known, now = {one.key: one for one in searchable(recipe)}, values(recipe)
    return {key: suggested(known[key], now[key]) for key in FIRST if key in known}


def with_validation(recipe: Recipe) -> Recipe:
    """The recipe, with a tenth of its images kept aside where it keeps none: they judge."""
    now = values(recipe)
    if "data.name" not in now or now.get("data.validation") or now.get("data.folds"):
        return recipe
    try:
        images = entry(now["data.name"]).constants.get("SIZES", {}).get("train", 0)
    except EmbedscopeError:
        return recipe
    return changed(recipe, {"data.validation": images // 10}) if images >= 20 else recipe


def _base(name: str) -> Recipe:
    try:
        return load_recipe(name)
    except EmbedscopeError:  # somebody's own
        return usual()


ADDRESS = FormAddress("sweep", from_query, to_query, mine=lambda key: key not in (VIEW, SWEEP, JOB))
