"""What a recipe of the task "embed" states: net, data, batches, strategy, margin, training."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.nets import Variant
from core.recipes import sections
from core.recipes.recipe import Recipe
from core.recipes.sections import (
    NEIGHBOURS,
    Batch,
    EarlyStopping,
    Ema,
    FreezeNorms,
    LayeredOptimiser,
    Length,
    Mixup,
    Normalise,
    Probe,
    Schedule,
)
from core.settings import again, setting
from core.tasks import _frozen
from core.tasks._frozen import AN_ENCODER, NO_ENCODER

EVALUATE = ("full", "sample")


RANDOM, WHITENED = "random", "whitened"


@dataclass(frozen=True)
class Net:
    """What learns: a net that sees images, with its number of outputs d and whether it starts from
    ImageNet weights; or a head on the vectors of a frozen encoder.
    """

    encoder: str = _frozen.encoder()
    name: str = setting("light", title="Network", choices="core.nets", when=NO_ENCODER)
    dimension: int = setting(
        2, title="Embedding size", help="How many numbers represent an image.", low=1
    )
    hidden: int = _frozen.hidden()
    unfreeze_from: str = setting(
        "",
        title="Fine-tune the encoder from",
        help="The first part of the encoder whose weights learn too, such as layer4 of "
        "torchvision:resnet18, at a rate of their own (optimiser.backbone); the statistics of its "
        "batch norms stay. Empty: it stays frozen. Only nets of PyTorch can.",
        when=AN_ENCODER,
        advanced=True,
    )
    normalised: bool = setting(
        False,
        title="Outputs of length 1",
        help="Of the head on a frozen encoder: only the direction of a vector counts then.",
        when=AN_ENCODER,
    )
    head_start: str = setting(
        RANDOM,
        title="Start of the head",
        help="Of a linear head on a frozen encoder.",
        choices={
            RANDOM: "Weights drawn from the seed.",
            WHITENED: "What varies within the training classes counts for little: good before the "
            "first step, and best trained with a very small rate.",
        },
        when=AN_ENCODER,
    )
    head: str | None = again(Variant, "head", None, when=NO_ENCODER)
    batch_norm: str | None = again(Variant, "batch_norm", None, when=NO_ENCODER)
    pretrained: bool = setting(
        False,
        title="Start from ImageNet weights",
        help="For the nets that have such weights.",
        when=NO_ENCODER,
    )
    widths: tuple[int, ...] = again(Variant, "widths", (), when=NO_ENCODER)

    @property
    def variant(self) -> Variant:
        """What is chosen of the net."""
        return Variant(self.widths, self.head, self.batch_norm)


@dataclass(frozen=True)
class Data:
    """Which data set; how many training images are kept for validation; what changes an image."""

    name: str = setting("fashion-mnist", title="Data set", choices="core.data.sets")
    validation: int = setting(
        0,
        title="Validation images",
        help="Training images kept for validation. A data set that names validation images of its "
        "own keeps those instead.",
        unit="images",
        low=0,
    )
    folds: int | None = sections.folds()
    fold: int = sections.fold()
    hold_out: str | None = sections.hold_out()
    repeat: str = sections.repeat()
    share: float = sections.share()
    augment: tuple[str, ...] = sections.augment()
    zoom_range: float = sections.zoom_range()
    side: int | None = setting(
        None,
        title="Training image size",
        help="Height and width to which training batches are then scaled down: faster, and "
        "objects look as large as in whole images (Touvron et al. 2019, arXiv:1906.06423).",
        unit="pixels",
        low=1,
        advanced=True,
    )


@dataclass(frozen=True)
class Strategy:
    """Which entry of `core.losses.strategies`, with the options its file names."""

    name: str = setting("semi-hard", title="Strategy", choices="core.losses.strategies")
    options: dict[str, Any] = setting(
        dict, title="Options of the strategy", help="As its file names them."
    )


@dataclass(frozen=True)
class Margin:
    """Which entry of `core.losses.margins`, from `value` to `end`."""

    schedule: str = setting("constant", title="Margin's schedule", choices="core.losses.margins")
    value: float = setting(1.0, title="Margin", help="Where it begins.", above=0)
    end: float | None = setting(None, title="Margin at the end", above=0)


@dataclass(frozen=True)
class EmbeddingRecipe(Recipe):
    """What is asked of an embedding: the settings of the task "embed"."""

    net: Net = field(default_factory=Net)
    init_from: str | None = sections.init_from()
    data: Data = field(default_factory=Data)
    normalise: Normalise = field(default_factory=Normalise)
    batch: Batch = field(default_factory=Batch)
    strategy: Strategy = field(default_factory=Strategy)
    margin: Margin = field(default_factory=Margin)
    mixup: Mixup = field(default_factory=Mixup)
    optimiser: LayeredOptimiser = field(default_factory=LayeredOptimiser)
    schedule: Schedule = field(default_factory=Schedule)
    ema: Ema = field(default_factory=Ema)
    freeze: FreezeNorms = field(default_factory=FreezeNorms)
    length: Length = field(default_factory=lambda: Length(epochs=1))
    early_stopping: EarlyStopping = field(default_factory=EarlyStopping)
    keep: str = sections.keep()
    probe: Probe = field(default_factory=Probe)
    precision: str = sections.precision()
    device: str = sections.device()
    neighbours: int = setting(
        NEIGHBOURS,
        title="Neighbours",
        help="k of the k-NN classifier that reads the embedding.",
        low=1,
    )
    evaluate: str = setting(
        "full",
        title="Evaluation",
        help="full: all training images are neighbours; sample: 10,000 of them, for a quick race.",
        choices=EVALUATE,
    )

    @property
    def lane(self) -> str:
        """Its strategy."""
        return self.strategy.name
