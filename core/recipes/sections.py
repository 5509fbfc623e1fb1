"""Sections of recipes that tasks share: batches, optimiser, length, and the watched images."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.errors import BadRecipe

NEIGHBOURS = 3
"""k of the k-NN classifier that reads an embedding, where a recipe states no other."""


@dataclass(frozen=True)
class Batch:
    """How batches are drawn: plain shuffling, or P classes with K images each."""

    size: int = 512
    """Images a step; triplets drawn beforehand take three each."""
    sampler: str = "shuffle"
    classes: int = 10
    """P of a P x K batch; K is size / P."""


@dataclass(frozen=True)
class Optimiser:
    """Adam or another of torch's, its learning rate and what becomes of that."""

    name: str = "adam"
    lr: float = 1e-3
    schedule: str = "constant"
    weight_decay: float = 0.0
    average: float | None = None
    """Decay of an exponential moving average of the weights, which is then what is kept."""
    body: float = 1.0
    """Factor on the rate of what was trained before: every layer of the net but the last."""
    fixed_norms: bool = False
    """Batch norms keep the statistics they begin with, good for small data and small batches."""


@dataclass(frozen=True)
class Length:
    """How long: steps, or epochs."""

    epochs: float | None = None
    steps: int | None = None

    def count(self, per_epoch: int) -> int:
        """Steps in all, where an epoch has so many; raises BadRecipe for none, or both stated."""
        if (self.steps is None) == (self.epochs is None):
            raise BadRecipe("length needs either epochs or steps.")
        steps = self.steps if self.epochs is None else math.ceil(self.epochs * per_epoch)
        if steps is None or steps < 1:
            raise BadRecipe(f"length must be at least one step, not {steps}.")
        return steps


@dataclass(frozen=True)
class Probe:
    """The fixed images that are watched while training goes on."""

    size: int = 1000
    frames: int = 60
    """How many times, at even distances, the probe set's embedding is kept."""
