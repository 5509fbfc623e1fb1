"""Triplet strategies. A file here is in the registry, and so in the lab: its name is the name.

Each file defines `build(*, dimension: int, classes: int, **options) -> Strategy`. Constants,
read without importing it: `MARGIN = False` where it has none, `ANGLE = True` where it compares
directions rather than places, `SAMPLER = "triplets"` where it needs
triplets drawn beforehand, `VIEWS = 2` where it compares changed views of an image and asks for no
labels (those that it is given say which image a view is of), `OPTIONS = {...}` with the default of
each option.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.errors import BadRecipe
from core.registry import entries, find

if TYPE_CHECKING:
    from core.losses.strategy import Strategy

PACKAGE = "core.losses.strategies"


def names() -> list[str]:
    """The strategies that can be raced."""
    return list(entries(PACKAGE))


def uses_margin(name: str) -> bool:
    """Whether the strategy has a margin to set."""
    return bool(find(PACKAGE, "strategy", name).constants.get("MARGIN", True))


def compares_directions(name: str) -> bool:
    """Whether it brings the directions of a class together, by the cosine, rather than places."""
    return bool(find(PACKAGE, "strategy", name).constants.get("ANGLE", False))


def draws_triplets(name: str) -> bool:
    """Whether the strategy takes triplets that were drawn before training."""
    return find(PACKAGE, "strategy", name).constants.get("SAMPLER") == "triplets"


def views(name: str) -> int:
    """How many changed views of each image it compares; with several, labels are not used."""
    return int(find(PACKAGE, "strategy", name).constants.get("VIEWS", 1))


def build(name: str, *, dimension: int, classes: int, options: dict[str, Any]) -> Strategy:
    """The strategy called `name`; raises UnknownName, or BadRecipe for an option it lacks."""
    entry = find(PACKAGE, "strategy", name)
    known: dict[str, Any] = entry.constants.get("OPTIONS", {})
    for option in options:
        if option not in known:
            raise BadRecipe(
                f"The strategy {name} has no option {option!r}. It has: "
                f"{', '.join(known) or 'none'}."
            )
    strategy: Strategy = entry.load().build(
        dimension=dimension, classes=classes, **{**known, **options}
    )
    return strategy
