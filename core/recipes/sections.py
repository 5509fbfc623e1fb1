"""Sections of recipes that tasks share. A task has those among its settings that it can honour.

Each field says of itself what a form, `--help` and the docs say of it (`core.settings.setting`).
Mathematics that libraries differ in (epsilon, what decays, what pixels are normalised over) is
stated here, never implied.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.errors import BadRecipe
from core.settings import setting

NEIGHBOURS = 3
"""k of the k-NN classifier that reads an embedding, where a recipe states no other."""
OPTIMISERS = ("sgd", "adam", "adamw", "adagrad", "rmsprop", "adadelta")
SCHEDULES = ("constant", "cosine", "warm-cosine", "steps", "exponential")
SAMPLERS = ("shuffle", "p-k")
KEEPS = ("last", "best")
PRECISIONS = ("auto", "fp32", "bf16")
DEVICES = ("auto", "cpu", "cuda", "mps")
TRAIN, FIRST = "train", "first-10000"
OVER = (TRAIN, FIRST)
ONCE, FOLDS, CLASSES = "once", "folds", "classes"


@dataclass(frozen=True)
class Batch:
    """How batches are drawn: plain shuffling, or P classes with K images each."""

    size: int = setting(
        512,
        title="Batch size",
        help="Images in one step; triplets drawn beforehand take three each.",
        unit="images",
        low=2,
    )
    sampler: str = setting(
        "shuffle",
        title="Sampler",
        help="shuffle: every image once an epoch; p-k: P classes with K images each.",
        choices=SAMPLERS,
    )
    classes: int = setting(
        10,
        title="Classes per batch",
        help="P of a P x K batch; K is size / P.",
        low=1,
        when={"sampler": ("p-k",)},
    )


@dataclass(frozen=True)
class Optimiser:
    """Which optimiser takes the steps, and all that decides how large they are."""

    name: str = setting(
        "adam", title="Optimiser", help="How gradients become steps.", choices=OPTIMISERS
    )
    lr: float = setting(
        1e-3, title="Learning rate", help="Where the schedule begins or peaks.", above=0
    )
    momentum: float = setting(
        0.0,
        title="Momentum",
        help="Of sgd and rmsprop: how much of the last step carries over.",
        low=0,
        below=1,
        when={"name": ("sgd", "rmsprop")},
    )
    nesterov: bool = setting(
        False,
        title="Nesterov momentum",
        help="Of sgd: the gradient is taken where momentum leads.",
        when={"name": ("sgd",)},
        advanced=True,
    )
    rho: float = setting(
        0.9,
        title="Memory of squared gradients",
        help="Of rmsprop and adadelta: the decay of their running mean of squared gradients.",
        low=0,
        below=1,
        when={"name": ("rmsprop", "adadelta")},
        advanced=True,
    )
    epsilon: float = setting(
        1e-8,
        title="Epsilon",
        help="Added to what an adaptive optimiser divides by; Keras takes 1e-7.",
        low=0,
        when={"name": ("adam", "adamw", "adagrad", "rmsprop", "adadelta")},
        advanced=True,
    )
    weight_decay: float = setting(
        0.0,
        title="Weight decay",
        help="How strongly weights are pulled to 0; 0: not at all.",
        low=0,
    )
    decay_biases: bool = setting(
        False,
        title="Decay biases too",
        help="Whether weight decay also pulls biases and the weights of norms to 0.",
        when={"weight_decay": (None,)},
        advanced=True,
    )
    gradient_clip: float | None = setting(
        None,
        title="Gradient clipping",
        help="The gradient's norm is cut down to this where it is larger; empty: never.",
        above=0,
        advanced=True,
    )
    fused: bool = setting(
        True,
        title="Fused steps",
        help="All weights are updated in one pass, where torch can: faster, and equal up to "
        "rounding.",
        advanced=True,
    )


@dataclass(frozen=True)
class LayeredOptimiser(Optimiser):
    """An optimiser of a net with a backbone and a head."""

    backbone: float = setting(
        1.0,
        title="Backbone's share of the rate",
        help="Factor on the learning rate of everything but the head.",
        low=0,
    )


@dataclass(frozen=True)
class Schedule:
    """What becomes of the learning rate."""

    name: str = setting(
        "constant",
        title="Schedule",
        help="constant; cosine: falls to 0; warm-cosine: a short warm-up, then cosine; steps: "
        "times gamma every few epochs; exponential: times gamma after every batch.",
        choices=SCHEDULES,
    )
    gamma: float = setting(
        0.1,
        title="Gamma",
        help="What the schedules steps and exponential multiply the rate by.",
        above=0,
        high=1,
        when={"name": ("steps", "exponential")},
    )
    every: float = setting(
        10.0,
        title="Epochs between steps",
        help="Of the schedule steps: how long the rate stays the same.",
        unit="epochs",
        above=0,
        when={"name": ("steps",)},
    )


@dataclass(frozen=True)
class Ema:
    """An exponential moving average of the weights, which is then what is measured and kept."""

    decay: float | None = setting(
        None,
        title="Weight averaging (EMA)",
        help="Decay of a moving average of the weights, such as 0.998; empty: no average.",
        low=0,
        below=1,
    )


@dataclass(frozen=True)
class Freeze:
    """What stays as it began, and until when."""

    backbone: bool = setting(
        False, title="Freeze the backbone", help="Only the head learns, on fixed features."
    )
    unfreeze_epoch: float | None = setting(
        None,
        title="Unfreeze at epoch",
        help="From then on a frozen backbone learns too; empty: never.",
        unit="epochs",
        low=0,
        when={"backbone": (True,)},
    )


@dataclass(frozen=True)
class FreezeNorms(Freeze):
    """What stays as it began, batch norm statistics among it, and until when."""

    batch_norm: bool = setting(
        False,
        title="Freeze batch norm statistics",
        help="Batch norms keep the means and deviations they begin with: good for small batches.",
        advanced=True,
    )


@dataclass(frozen=True)
class Length:
    """How long: steps, or epochs."""

    epochs: float | None = setting(
        None, title="Epochs", help="How often every image is seen.", unit="epochs", low=0
    )
    steps: int | None = setting(
        None, title="Steps", help="Batches in all, instead of epochs.", unit="steps", low=1
    )

    def count(self, per_epoch: int) -> int:
        """Steps in all, where an epoch has so many; raises BadRecipe for none, or both stated."""
        if (self.steps is None) == (self.epochs is None):
            raise BadRecipe("length needs either epochs or steps.")
        steps = self.steps if self.epochs is None else math.ceil(self.epochs * per_epoch)
        if steps is None or steps < 1:
            raise BadRecipe(f"length must be at least one step, not {steps}.")
        return steps


@dataclass(frozen=True)
class EarlyStopping:
    """Whether training ends before its length is over: see `core.training.early_stopping`."""

    patience: int | None = setting(
        None,
        title="Patience",
        help="Training stops after this many validation checks (one an epoch) in a row without a "
        "lower loss; empty: never.",
        unit="checks",
        low=1,
    )
    min_delta: float = setting(
        0.0,
        title="Least improvement",
        help="By how much the validation loss must fall to count as lower.",
        low=0,
        when={"patience": (None,)},
    )


@dataclass(frozen=True)
class Normalise:
    """Whether pixels are brought to mean 0 and deviation 1 per channel, measured over what.

    A net that states its own mean and deviation (those of ImageNet) keeps to them.
    """

    enabled: bool = setting(
        True,
        title="Normalise pixels",
        help="Mean 0 and deviation 1 per channel; else pixels from 0 to 1.",
    )
    over: str = setting(
        TRAIN,
        title="Normalise over",
        help="train: only the images trained on; first-10000: the first 10,000 of the training "
        "split, including validation images and a held-out class.",
        choices=OVER,
        when={"enabled": (True,)},
        advanced=True,
    )


@dataclass(frozen=True)
class Mixup:
    """Images blended in pairs (Zhang et al., ICLR 2018)."""

    alpha: float = setting(
        0.0,
        title="Mixup",
        help="Pairs of images are blended by a share drawn from Beta(alpha, alpha); 0: never.",
        low=0,
    )


@dataclass(frozen=True)
class Probe:
    """The fixed images whose embedding is recorded during training."""

    size: int = setting(
        1000,
        title="Probe images",
        help="How many images the probe set has: of those kept for validation; of the training "
        "images where none are kept.",
        unit="images",
        low=1,
    )
    frames: int = setting(
        60,
        title="Frames",
        help="How many times, evenly spaced, their embedding is saved.",
        unit="frames",
        low=1,
    )


def init_from() -> str | None:
    """The setting of that name."""
    value: str | None = setting(
        None,
        title="Start from",
        help="A checkpoint or run whose weights training begins with, wherever names and shapes "
        "agree; empty: new weights.",
    )
    return value


def folds() -> int | None:
    """Into how many parts the training images fall, where a task can be cross-validated."""
    parts: int | None = setting(
        None,
        title="Folds",
        help="Parts for cross-validation, instead of validation images.",
        low=2,
        advanced=True,
    )
    return parts


def fold() -> int:
    """Which of those parts is not trained on."""
    part: int = setting(
        0,
        title="Fold",
        help="The part that is kept for validation, from 0.",
        low=0,
        when={"folds": (None,)},
        advanced=True,
    )
    return part


def hold_out() -> str | None:
    """The class that a training goes without: does the net tell it apart all the same?"""
    name: str | None = setting(
        None,
        title="Held-out class",
        help="A class that training and validation never see.",
        advanced=True,
    )
    return name


def repeat() -> str:
    """Which runs one recipe asks for, beside those of its seeds."""
    over: str = setting(
        ONCE,
        title="Repeat over",
        help="One job trains them all, one after the other.",
        choices={
            ONCE: "one run, on the fold and without the class that are named",
            FOLDS: "one run for each of the folds",
            CLASSES: "one run without each of the classes, and one with all",
        },
        advanced=True,
    )
    return over


def share() -> float:
    """How many of the labels are learned from, where a task can do with fewer."""
    part: float = setting(
        1.0,
        title="Share of labels",
        help="How much of the remaining training images to train on, the same in each class: it "
        "shows how a net does with few labels.",
        above=0,
        high=1,
        advanced=True,
    )
    return part


def augment() -> tuple[str, ...]:
    """What may happen to training images, where a task changes them."""
    listed: tuple[str, ...] = setting(
        (),
        title="Augmentation",
        help="Changes to each training batch, in this order.",
        choices="core.data.transforms",
    )
    return listed


def zoom_range() -> float:
    """How far one of those goes."""
    reach: float = setting(
        0.2,
        title="Zoom range",
        help="How much nearer or further zoom-range takes an image at most: .2 is 20 %.",
        above=0,
        below=1,
        when={"augment": ("zoom-range",)},
    )
    return reach


def keep() -> str:
    """The setting of that name."""
    value: str = setting(
        "last",
        title="Weights to keep",
        help="last: the final ones; best: those with the lowest validation loss.",
        choices=KEEPS,
    )
    return value


def precision() -> str:
    """The setting of that name."""
    value: str = setting(
        "auto",
        title="Precision",
        help="auto: bf16 where the device is fast at it; or fp32, or bf16.",
        choices=PRECISIONS,
    )
    return value


def device() -> str:
    """The setting of that name."""
    value: str = setting(
        "auto",
        title="Device",
        help="auto: an NVIDIA GPU where there is one. mps: Apple's GPU, only where it is named.",
        choices=DEVICES,
    )
    return value
