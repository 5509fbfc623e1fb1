"""Losses of pairs that are alike or not. A file here is in the registry: its name is its name.

Each file defines `loss(logits, alike, **options) -> Tensor`: the mean over pairs, 0-dim, of logits
float32 [n] against the truth, bool [n]; and states in `OPTIONS` the default of each option.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from core.errors import BadRecipe
from core.registry import entries, find

if TYPE_CHECKING:
    from torch import Tensor

PACKAGE = "core.losses.pairs"


def names() -> list[str]:
    """The losses that can be chosen."""
    return list(entries(PACKAGE))


def build(name: str, options: dict[str, Any]) -> Callable[[Tensor, Tensor], Tensor]:
    """The loss called `name`; raises UnknownName, or BadRecipe for an option it lacks."""
    entry = find(PACKAGE, "loss of pairs", name)
    known: dict[str, Any] = entry.constants.get("OPTIONS", {})
    for option in options:
        if option not in known:
            raise BadRecipe(
                f"The loss {name} has no option {option!r}. It has: {', '.join(known) or 'none'}."
            )
    return partial(entry.load().loss, **{**known, **options})
