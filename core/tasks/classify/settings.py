"""The recipe of a classifier: what reports 003 and 004 vary, and what we add."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.recipes.recipe import Recipe
from core.recipes.sections import Batch, Length, Probe

TASK = "classify"


@dataclass(frozen=True)
class Net:
    """Which net, and how it begins. The number of its outputs is the number of classes."""

    name: str = "simple-cnn"
    pretrained: bool = False
    """Whether it starts from ImageNet weights."""
    stand_in: str | None = None
    """The net to take where those weights cannot be had; the card says which was taken."""
    frozen: bool = False
    """The body (of a net with `body` and `head`) stays as it began; the head alone learns."""
    thaw: float | None = None
    """The epoch from which on a frozen body learns too; None: never."""
    rows: tuple[int, ...] = ()
    """The ImageNet classes, one for each class, as whose detectors the last layer begins; empty: it
    begins at random. For classes that ImageNet knows, as ants (310) and bees (309)."""
    start: str = "torch"
    """How new weights are drawn: torch (its defaults) or keras (Glorot uniform, biases 0)."""
    dropout: tuple[float, ...] = ()
    """Rates of the net's dropout layers, first to last; empty: as the net states them."""
    widths: tuple[int, ...] = ()
    """Channels and units of its layers, first to last, where the net lets one choose them; empty:
    as the net states them."""
    weights_from: str | None = None
    """A checkpoint or run whose weights it begins with, wherever names and shapes agree: one that
    solved puzzles, or one that trained the last layer alone."""
    pruned_from: str | None = None
    """A checkpoint or run with a wider net of the same layers, whose largest units this starts as;
    its training images and validation images should be this recipe's too."""


@dataclass(frozen=True)
class Data:
    """Which images, and what happens to those that are trained on."""

    name: str = "mnist"
    classes: int | None = None
    """Only the first so many classes, by label."""
    validation: int = 0
    """Training images kept aside: early stopping and the choice of an epoch look at these alone."""
    share: float = 1.0
    """How much of the other training images is learned from, of each class alike: labels are dear
    where a net has to be taught all it knows."""
    augment: tuple[str, ...] = ()
    """Names of `core.data.transforms`, applied to each training batch in this order."""
    normalise: bool = True
    """Mean 0 and deviation 1 per channel, measured on the training images; else 0 to 1."""


@dataclass(frozen=True)
class Loss:
    """Cross-entropy, or the hinge loss of a linear support vector machine."""

    name: str = "cross-entropy"
    smoothing: float = 0.0
    """Share of a label that is spread over all classes."""
    mix: float = 0.0
    """Pairs of images are blended by a share drawn from Beta(mix, mix); 0: never (mixup)."""


@dataclass(frozen=True)
class Optimiser:
    """One of `core.tasks.classify.optimisers`, its rate and what becomes of that."""

    name: str = "sgd"
    lr: float = 0.01
    momentum: float = 0.0
    nesterov: bool = False
    schedule: str = "constant"
    gamma: float = 0.1
    """What the schedules "steps" and "exponential" multiply the rate by."""
    every: float = 10.0
    """Epochs between two steps of the schedule "steps"."""
    weight_decay: float = 0.0
    average: float | None = None
    """Decay of an exponential moving average of the weights, which is then what is kept."""


@dataclass(frozen=True)
class Stop:
    """Early stopping on the validation loss; see `core.tasks.classify.stopping`."""

    patience: int | None = None
    """Epochs in a row without improvement after which training ends; None: never."""
    min_delta: float = 0.0


@dataclass(frozen=True)
class ClassificationRecipe(Recipe):
    """What is asked of a classifier: the settings of the task "classify"."""

    task: str = TASK
    net: Net = field(default_factory=Net)
    data: Data = field(default_factory=Data)
    batch: Batch = field(default_factory=lambda: Batch(size=128))
    loss: Loss = field(default_factory=Loss)
    optimiser: Optimiser = field(default_factory=Optimiser)
    length: Length = field(default_factory=lambda: Length(epochs=10))
    stop: Stop = field(default_factory=Stop)
    keep: str = "last"
    """Which epoch's weights: last, or best (the lowest validation loss)."""
    probe: Probe = field(default_factory=lambda: Probe(size=500, frames=30))
    precision: str = "auto"
    """auto (bf16 where the device is fast at it), fp32 or bf16."""
    device: str = "auto"
    """auto (a GPU where there is one), cpu or cuda."""
