"""What a recipe of the task "embed" states: net, data, batches, strategy, margin, training."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.recipes.recipe import Recipe
from core.recipes.sections import NEIGHBOURS, Batch, Length, Optimiser, Probe


@dataclass(frozen=True)
class Net:
    """Which net, its number of outputs d, and whether it starts from ImageNet weights."""

    name: str = "light"
    dimension: int = 2
    pretrained: bool = False


@dataclass(frozen=True)
class Data:
    """Which data set; how many training images are kept aside; what changes an image."""

    name: str = "fashion-mnist"
    validation: int = 0
    folds: int | None = None
    """Instead of `validation`: cross-validation in so many parts, of which part `fold` is kept."""
    fold: int = 0
    hold_out: str | None = None
    """A class that training never sees (leave-one-class-out)."""
    augment: tuple[str, ...] = ()
    """Names of `core.data.transforms`, applied to each training batch in this order."""
    side: int | None = None
    """Height and width to which training batches are made smaller after that, in pixels: quicker,
    and garments then look as large as in whole pictures (Touvron et al. 2019, arXiv:1906.06423)."""


@dataclass(frozen=True)
class Strategy:
    """Which entry of `core.losses.strategies`, with the options its file names."""

    name: str = "semi-hard"
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Margin:
    """Which entry of `core.losses.margins`, from `value` to `end`."""

    schedule: str = "constant"
    value: float = 1.0
    end: float | None = None


@dataclass(frozen=True)
class EmbeddingRecipe(Recipe):
    """What is asked of an embedding: the settings of the task "embed"."""

    net: Net = field(default_factory=Net)
    data: Data = field(default_factory=Data)
    batch: Batch = field(default_factory=Batch)
    strategy: Strategy = field(default_factory=Strategy)
    margin: Margin = field(default_factory=Margin)
    optimiser: Optimiser = field(default_factory=Optimiser)
    length: Length = field(default_factory=lambda: Length(epochs=1))
    probe: Probe = field(default_factory=Probe)
    precision: str = "auto"
    """auto (bf16 where the device is fast at it), fp32 or bf16."""
    neighbours: int = NEIGHBOURS
    """k of the k-NN classifier that reads the embedding."""
    evaluate: str = "full"
    """full: all training images are neighbours; sample: 10,000 of them, for a quick race."""

    @property
    def lane(self) -> str:
        """Its strategy."""
        return self.strategy.name
