"""Torch's optimisers by the names that recipes use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch

from core.errors import BadRecipe
from core.recipes.sections import Optimiser

OPTIMISERS = {
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "rmsprop": torch.optim.RMSprop,
    "sgd": torch.optim.SGD,
}


def optimiser_of(weights: Iterable[Any], asked: Optimiser) -> torch.optim.Optimizer:
    """The optimiser that a recipe asks for, over weights or groups of them.

    Raises BadRecipe for one that is not there.
    """
    if asked.name not in OPTIMISERS:
        raise BadRecipe(f"optimiser.name must be one of {', '.join(OPTIMISERS)}.")
    made: torch.optim.Optimizer = OPTIMISERS[asked.name](
        weights, lr=asked.lr, weight_decay=asked.weight_decay
    )
    return made
