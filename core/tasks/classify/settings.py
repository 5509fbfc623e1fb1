"""The recipe of a classifier: what reports 002 to 004 vary, and what we add."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.nets import Variant
from core.recipes import sections
from core.recipes.recipe import Recipe
from core.recipes.sections import (
    Batch,
    EarlyStopping,
    Ema,
    FreezeNorms,
    Length,
    Mixup,
    Normalise,
    Probe,
    Schedule,
)
from core.settings import again, setting
from core.tasks import _frozen
from core.tasks._frozen import NO_ENCODER

TASK = "classify"
LOSSES = ("cross-entropy", "hinge")
STARTS = ("torch", "keras")


@dataclass(frozen=True)
class Net:
    """Which net, and how it begins; or a head on the vectors of a frozen encoder. The number of
    outputs is the number of classes.
    """

    name: str = setting("simple-cnn", title="Network", choices="core.nets", when=NO_ENCODER)
    encoder: str = _frozen.encoder()
    hidden: int = _frozen.hidden()
    head: str | None = again(Variant, "head", None, when=NO_ENCODER)
    batch_norm: str | None = again(Variant, "batch_norm", None, when=NO_ENCODER)
    pretrained: bool = setting(
        False,
        title="Start from ImageNet weights",
        help="For the nets that have such weights.",
        when=NO_ENCODER,
    )
    stand_in: str | None = setting(
        None,
        title="Stand-in",
        help="The net to take where those weights cannot be had, with the same head; the card says "
        "which was taken.",
        choices="core.nets",
        when={"pretrained": (True,), **NO_ENCODER},
        advanced=True,
    )
    rows: tuple[int, ...] = setting(
        (),
        title="ImageNet classes to begin as",
        help="One for each class, such as ants (310) and bees (309): the last layer starts from "
        "their weights. Empty: it starts at random.",
        when=NO_ENCODER,
        advanced=True,
    )
    start: str = setting(
        "torch",
        title="New weights",
        help="torch: its defaults; keras: Glorot uniform, biases 0.",
        choices=STARTS,
        when=NO_ENCODER,
    )
    dropout: tuple[float, ...] = setting(
        (),
        title="Dropout rates",
        help="Of the net's dropout layers, first to last; empty: as the net states them.",
        low=0,
        below=1,
        when=NO_ENCODER,
    )
    widths: tuple[int, ...] = again(Variant, "widths", (), when=NO_ENCODER)
    pruned_from: str | None = setting(
        None,
        title="Pruned from",
        help="A checkpoint or run with a wider net of the same layers, whose largest units this "
        "starts as; its training and validation images should be this recipe's too.",
        when=NO_ENCODER,
        advanced=True,
    )

    @property
    def variant(self) -> Variant:
        """What is chosen of the net."""
        return Variant(self.widths, self.head, self.batch_norm)


@dataclass(frozen=True)
class Images:
    """Which images, and which of them are learned from."""

    name: str = setting("mnist", title="Data set", choices="core.data.sets")
    classes: int | None = setting(
        None, title="Classes", help="Only this many, the first by label; empty: all.", low=2
    )
    validation: int = setting(
        0,
        title="Validation images",
        help="Training images kept for validation: early stopping and the choice of an epoch use "
        "only these. A data set that names validation images of its own keeps those instead.",
        unit="images",
        low=0,
    )
    folds: int | None = sections.folds()
    fold: int = sections.fold()
    hold_out: str | None = sections.hold_out()
    repeat: str = sections.repeat()
    share: float = sections.share()


@dataclass(frozen=True)
class Data(Images):
    """Which images, which of them are learned from, and how those are changed."""

    augment: tuple[str, ...] = sections.augment()
    zoom_range: float = sections.zoom_range()


@dataclass(frozen=True)
class Loss:
    """Cross-entropy, or the hinge loss of a linear support vector machine."""

    name: str = setting("cross-entropy", title="Loss", choices=LOSSES)
    label_smoothing: float = setting(
        0.0,
        title="Label smoothing",
        help="Share of a label that is spread over all classes.",
        low=0,
        below=1,
    )


@dataclass(frozen=True)
class Optimiser(sections.LayeredOptimiser):
    """SGD, as the reports begin with, where a recipe names no other."""

    name: str = again(sections.Optimiser, "name", "sgd")
    lr: float = again(sections.Optimiser, "lr", 0.01)


@dataclass(frozen=True)
class ClassificationRecipe(Recipe):
    """What is asked of a classifier: the settings of the task "classify"."""

    task: str = TASK
    net: Net = field(default_factory=Net)
    init_from: str | None = sections.init_from()
    data: Data = field(default_factory=Data)
    normalise: Normalise = field(default_factory=Normalise)
    batch: Batch = field(default_factory=lambda: Batch(size=128))
    loss: Loss = field(default_factory=Loss)
    mixup: Mixup = field(default_factory=Mixup)
    optimiser: Optimiser = field(default_factory=Optimiser)
    schedule: Schedule = field(default_factory=Schedule)
    ema: Ema = field(default_factory=Ema)
    freeze: FreezeNorms = field(default_factory=FreezeNorms)
    length: Length = field(default_factory=lambda: Length(epochs=10))
    early_stopping: EarlyStopping = field(default_factory=EarlyStopping)
    keep: str = sections.keep()
    probe: Probe = field(default_factory=lambda: Probe(size=500, frames=30))
    precision: str = sections.precision()
    device: str = sections.device()
