"""Which data sets a recipe names, and which of them are not on this machine."""

from __future__ import annotations

from core.data.catalogue import find
from core.errors import UnknownName
from core.recipes.recipe import Recipe


def data_sets(recipe: Recipe) -> list[str]:
    """All that it names as such, known or not."""
    asked = getattr(recipe, "data", None)
    named = (*getattr(asked, "names", ()), getattr(asked, "name", ""), getattr(asked, "also", ""))
    return list(dict.fromkeys(name for name in named if name))


def missing(recipe: Recipe) -> list[str]:
    """Those that are known and not on this machine."""
    return [name for name in data_sets(recipe) if _is_missing(name)]


def _is_missing(name: str) -> bool:
    try:
        return find(name) is None
    except UnknownName:  # the problems of the settings say so
        return False
