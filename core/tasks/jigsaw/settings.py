"""What a recipe of the task "jigsaw" states: pictures, how they are cut, the net, its training."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.recipes import sections
from core.recipes.recipe import Recipe
from core.recipes.sections import (
    Batch,
    EarlyStopping,
    Ema,
    Freeze,
    LayeredOptimiser,
    Length,
    Schedule,
)
from core.settings import setting
from core.tasks.jigsaw.cut import Cut

TASK = "jigsaw"


def is_place(name: str) -> bool:
    """Whether a name among `Data.names` is a folder's or a zip's path, not a data set's."""
    return "/" in name or name.endswith(".zip")


@dataclass(frozen=True)
class Data:
    """Which pictures; their labels are never read."""

    names: tuple[str, ...] = setting(
        ("cifar100",),
        title="Pictures",
        help="Data sets of the catalogue, or paths of folders or zips of pictures.",
        choices="core.data.sets",
        open_ended=True,
    )
    validation: int = setting(
        1000,
        title="Validation pictures",
        help="Training pictures kept for validation, from all sets alike.",
        unit="pictures",
        low=1,
    )
    test: int = setting(
        5000,
        title="Test pictures",
        help="How many the final test uses at most; of a folder, a tenth is kept for it.",
        unit="pictures",
        low=1,
    )
    gray: float = setting(
        0.3, title="Share in grey", help="Share of pictures without colour.", low=0, high=1
    )
    orders: int = setting(
        1,
        title="Orders per picture",
        help="In how many orders a picture is shuffled at once: the branch sees its tiles only "
        "once.",
        low=1,
    )


@dataclass(frozen=True)
class Net:
    """How large the Context-Free Network is."""

    width: float = setting(
        1.0, title="Width", help="Factor on the channels of the branch.", low=0, high=4
    )
    tile_features: int = setting(
        1024, title="Features of a tile", help="How many numbers represent one tile.", low=1
    )
    hidden: int = setting(
        4096, title="Hidden units", help="Of the layer that sees all nine tiles.", low=1
    )
    dropout: float = setting(
        0.5, title="Dropout rate", help="Of both dense layers.", low=0, below=1
    )


@dataclass(frozen=True)
class Loss:
    """Cross-entropy over the orders."""

    label_smoothing: float = setting(
        0.0,
        title="Label smoothing",
        help="Share of an answer that is spread over all orders.",
        low=0,
        below=1,
    )


@dataclass(frozen=True)
class JigsawRecipe(Recipe):
    """What is asked of a net that solves puzzles."""

    task: str = TASK
    data: Data = field(default_factory=Data)
    permutations: int = setting(
        64, title="Orders", help="How many orders there are to tell apart.", low=2
    )
    cut: Cut = field(default_factory=Cut)
    net: Net = field(default_factory=Net)
    init_from: str | None = sections.init_from()
    batch: Batch = field(default_factory=lambda: Batch(size=128))
    loss: Loss = field(default_factory=Loss)
    optimiser: LayeredOptimiser = field(default_factory=LayeredOptimiser)
    schedule: Schedule = field(default_factory=Schedule)
    ema: Ema = field(default_factory=Ema)
    freeze: Freeze = field(default_factory=Freeze)
    length: Length = field(default_factory=lambda: Length(epochs=20))
    early_stopping: EarlyStopping = field(default_factory=EarlyStopping)
    keep: str = sections.keep()
    precision: str = sections.precision()
    device: str = sections.device()
