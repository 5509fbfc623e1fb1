"""A recipe and what is changed in it, as the page's address says it, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core import data, encoders, nets
from core.data.catalogue import class_count
from core.errors import BadRecipe, EmbedscopeError
from core.recipes.recipe import changed, changes, load_recipe
from core.settings import as_text
from core.studies.shipped import shipped
from core.tasks.classify.settings import TASK, ClassificationRecipe, Net
from pages.shared import query_params

RECIPE, JOB, TITLE = "recipe", "job", "title"
FIRST = "report-base-net"
"""The recipe that an address without one means; an empty one means `usual`."""
WITHOUT_DATA = ("simple-cnn", {"data.name": "digits", "data.validation": 144, "length.epochs": 5})
"""Where its images are not here: half a minute on any machine."""
OWN = (RECIPE, JOB)
VIEW, SWEEP, SPACE, ASKED = "view", "sweep", "space", "asked"
ELSEWHERE = (JOB, VIEW, SWEEP, SPACE, ASKED)
"""Parameters of the page that are none of a single run's recipe."""


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
    if not query:
        return usual()
    name = query.get(RECIPE, FIRST)
    base = shipped().get(name)
    if base is None:
        other = load_recipe(name)  # raises UnknownName where there is none at all
        raise BadRecipe(
            f"The recipe {name} trains for the task {other.task!r}, not {TASK!r}: choose another."
        )
    settings = {key: text for key, text in query.items() if key not in (*OWN, TITLE)}
    recipe = query_params.from_query(settings, base)
    return replace(recipe, title=query.get(TITLE, base.title))


def usual() -> ClassificationRecipe:
    """What the page opens on: a recipe whose images are on this machine."""
    first = shipped()[FIRST]
    if data.find(first.data.name) is not None:
        return first
    name, settings = WITHOUT_DATA
    return changed(shipped()[name], settings)


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
    different = dict(changes(recipe, base))
    title = base.title
    told = ("data.name", "data.classes", "net.name", "net.encoder")
    if different.keys() & {*told} - {"net.name"} and recipe.net.name in nets.names():
        # a title tells of the data and the encoder that it was made for
        title = _learned(recipe.net, _data_title(recipe))
        different = {key: value for key, value in different.items() if key not in told}
    return " · ".join([title, *(f"{_short(key)} {as_text(v)}" for key, v in different.items())])


def _learned(net: Net, images: str) -> str:
    if not net.encoder:
        return f"{nets.title(net.name, net.variant)} on {images}"
    try:
        seen = encoders.title_of(net.encoder)
    except EmbedscopeError:  # somebody's own encoder, gone since
        seen = net.encoder
    return f"{images}: {'small head' if net.hidden else 'linear layer'} on {seen}"


def _data_title(recipe: ClassificationRecipe) -> str:
    name, classes = recipe.data.name, recipe.data.classes
    try:
        title, whole = data.title(name), class_count(name)
    except EmbedscopeError:  # somebody's own images, gone since
        return name
    some = classes is not None and whole is not None and classes < whole
    return f"{title}, {classes} classes" if some else title


def _short(key: str) -> str:
    """The last word of a setting: lr of optimiser.lr, but data of data.name."""
    return key.removesuffix(".name").split(".")[-1].replace("_", " ")
