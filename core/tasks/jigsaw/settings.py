"""What a recipe of the task "jigsaw" states: pictures, how they are cut, the net, its training."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.recipes.recipe import Recipe
from core.recipes.sections import Batch, Length, Optimiser
from core.tasks.jigsaw.cut import Cut

TASK = "jigsaw"


def is_place(name: str) -> bool:
    """Whether a name among `Data.names` is a folder's or a zip's path, not a data set's."""
    return "/" in name or name.endswith(".zip")


@dataclass(frozen=True)
class Data:
    """Which pictures; their labels are never read."""

    names: tuple[str, ...] = ("cifar100",)
    """Data sets of the catalogue, or paths of folders or zips of pictures."""
    validation: int = 1000
    """Training pictures kept aside, from all sets alike."""
    test: int = 5000
    """Test pictures that are puzzled at the end, at most; of a folder, a tenth is kept for that."""
    gray: float = 0.3
    """Share of pictures without colour."""
    orders: int = 1
    """In how many orders a picture is asked at once: the branch sees its tiles once for all."""


@dataclass(frozen=True)
class Net:
    """How large the Context-Free Network is."""

    width: float = 1.0
    """Factor on the channels of the branch."""
    tile_features: int = 1024
    hidden: int = 4096
    dropout: float = 0.5


@dataclass(frozen=True)
class JigsawRecipe(Recipe):
    """What is asked of a net that solves puzzles."""

    task: str = TASK
    data: Data = field(default_factory=Data)
    permutations: int = 64
    """How many orders there are to tell apart."""
    cut: Cut = field(default_factory=Cut)
    net: Net = field(default_factory=Net)
    batch: Batch = field(default_factory=lambda: Batch(size=128))
    optimiser: Optimiser = field(default_factory=Optimiser)
    length: Length = field(default_factory=lambda: Length(epochs=20))
    precision: str = "auto"
    """auto (bf16 where the device is fast at it), fp32 or bf16."""
    device: str = "auto"
    """auto (a GPU where there is one), cpu or cuda."""
