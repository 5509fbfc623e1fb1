"""What a recipe of the task "kinship" states: data, faces, pairs, pair model, training."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.recipes import sections
from core.recipes.recipe import Recipe
from core.recipes.sections import (
    EarlyStopping,
    Ema,
    FreezeNorms,
    LayeredOptimiser,
    Length,
    Schedule,
)
from core.settings import setting

SETS = ("families", "kinfacew")
SPLITS = ("families", "people")
PHOTOGRAPHS = ("different", "any")
WAYS = ("fold", "inner")
CALIBRATIONS = ("platt", "isotonic")


@dataclass(frozen=True)
class Data:
    """Which people, and how they are divided."""

    name: str = setting(
        "families",
        title="People",
        help="families, or kinfacew with its official folds and pairs.",
        choices=SETS,
    )
    split: str = setting(
        "families",
        title="Split by",
        help="families; or people, as report 001 split them, which leaks families.",
        choices=SPLITS,
    )
    folds: int = setting(5, title="Folds", help="Parts that are tested in turn.", low=3)
    photographs: str = setting(
        "different",
        title="Photographs",
        help="different: the faces of a pair are not cut from one photograph, whose light and "
        "colours would tell, unless these people have no other. any: as drawn, which was the rule "
        "before; KinFaceW's pairs are as listed.",
        choices=PHOTOGRAPHS,
    )
    validation: str = setting(
        "fold",
        title="Validation",
        help="Where thresholds and calibration come from. fold: the next fold, which is not "
        "trained on. inner: every other fold in turn, scored by a model that has not seen it; the "
        "tested model is trained on all of them.",
        choices=WAYS,
    )
    restricted: bool = setting(
        False,
        title="Restricted protocol",
        help="KinFaceW: train only on the listed pairs, including those that are not kin.",
    )
    also: str | None = setting(
        None,
        title="Also train on",
        help="Other people to train on, all of them: families.",
        choices=SETS,
    )
    also_weight: float = setting(
        0.5,
        title="Their share",
        help="Their weight in what the head is fitted on.",
        low=0,
        high=1,
        when={"also": (None,)},
    )


@dataclass(frozen=True)
class Faces:
    """Which encoders, and what is taken of them."""

    encoders: tuple[str, ...] = setting(
        ("dlib-wide",),
        title="Face encoders",
        help="What turns a face into a vector; vectors of several are concatenated. Any encoder's "
        "address (docs/encoders.md) will do: faces are aligned into its size.",
        choices="core.faces.encoders",
    )
    stand_in: str | None = setting(
        None,
        title="Stand-in",
        help="The encoder to use where one of them is not on this machine; the card says so.",
        choices="core.faces.encoders",
    )
    mirror: bool = setting(
        True,
        title="Mirror faces",
        help="Whether a face's vector is the mean of itself and its mirror image.",
    )
    jitter: float = setting(
        0.0,
        title="Other light and colours",
        help="Above 0 training sees every face a second time with brightness, contrast and colour "
        "changed by up to this share.",
        low=0,
        high=1,
    )
    gray: float = setting(
        0.0,
        title="Gray faces",
        help="Above 0 training sees every face a second time, and this share of those is gray.",
        low=0,
        high=1,
    )
    fine_tune: bool = setting(
        False,
        title="Fine-tune the encoder",
        help="Whether the encoder (a single, trainable one) learns too, end to end.",
    )


@dataclass(frozen=True)
class Draw:
    """How training pairs are drawn."""

    batch: int = setting(32, title="Batch size", help="Pairs in one step.", unit="pairs", low=2)
    share: float = setting(
        0.6, title="Share of kin", help="Of a batch's pairs, how many are kin.", low=0, high=1
    )
    within: float = setting(
        0.0,
        title="Share within families",
        help="Of the pairs that are not kin, how many are of one family.",
        low=0,
        high=1,
    )
    steps: int | None = setting(
        100,
        title="Steps an epoch",
        help="Empty: until all relations are used.",
        unit="steps",
        low=1,
    )


@dataclass(frozen=True)
class Head:
    """The pair model, an entry of `core.tasks.kinship.heads`, with the options its file names."""

    name: str = setting("joint-bayes", title="Pair model", choices="core.tasks.kinship.heads")
    options: dict[str, Any] = setting(
        dict, title="Options of the pair model", help="As its file names them."
    )


@dataclass(frozen=True)
class Loss:
    """An entry of `core.losses.pairs`, with the options its file names."""

    name: str = setting("bce", title="Loss", choices="core.losses.pairs")
    options: dict[str, Any] = setting(
        dict, title="Options of the loss", help="As its file names them."
    )


@dataclass(frozen=True)
class KinshipRecipe(Recipe):
    """What is asked of a pair model."""

    task: str = "kinship"
    data: Data = field(default_factory=Data)
    faces: Faces = field(default_factory=Faces)
    draw: Draw = field(default_factory=Draw)
    head: Head = field(default_factory=Head)
    init_from: str | None = sections.init_from()
    loss: Loss = field(default_factory=Loss)
    optimiser: LayeredOptimiser = field(default_factory=LayeredOptimiser)
    schedule: Schedule = field(default_factory=Schedule)
    ema: Ema = field(default_factory=Ema)
    freeze: FreezeNorms = field(default_factory=FreezeNorms)
    length: Length = field(default_factory=lambda: Length(epochs=0))
    """Epochs of drawn pairs; 0 where the head is only fitted in one go."""
    early_stopping: EarlyStopping = field(default_factory=EarlyStopping)
    keep: str = sections.keep()
    precision: str = sections.precision()
    device: str = sections.device()
    calibration: str = setting(
        "platt",
        title="Calibration",
        help="How a logit becomes the probability of kin.",
        choices=CALIBRATIONS,
    )
