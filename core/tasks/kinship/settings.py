"""What a recipe of the task "kinship" states: data, faces, pairs, pair model, training."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.recipes.recipe import Recipe
from core.recipes.sections import Length, Optimiser


@dataclass(frozen=True)
class Data:
    """Which people, and how they are divided."""

    name: str = "families"
    """families, or kinfacew with its official folds and pairs."""
    split: str = "families"
    """families; or people, as report 001 split them, which leaks families."""
    folds: int = 5
    validation: str = "fold"
    """Where thresholds and calibration come from. fold: the next fold, which is not trained on.
    inner: every other fold in turn, judged by a model that has not seen it; the model that is
    tested is trained on all of them."""
    restricted: bool = False
    """KinFaceW: train on the listed pairs alone, those that are not kin included."""
    also: str | None = None
    """Other people to learn from, all of them: families."""
    also_weight: float = 0.5
    """Their share in what a head is fitted on."""


@dataclass(frozen=True)
class Faces:
    """Which encoders, and what is taken of them."""

    encoders: tuple[str, ...] = ("dlib-wide",)
    stand_in: str | None = None
    """The encoder to take where one of them is not on this machine; the card says so."""
    mirror: bool = True
    """Whether a face's vector is the mean of itself and its mirror image."""
    fine_tune: bool = False
    """Whether the encoder (one, that can be trained) learns too, end to end."""


@dataclass(frozen=True)
class Draw:
    """How training pairs are drawn."""

    batch: int = 32
    share: float = 0.6
    within: float = 0.0
    steps: int | None = 100
    """An epoch's; null for as many as the relations last."""


@dataclass(frozen=True)
class Part:
    """An entry of a registry (a head, a loss), with the options its file names."""

    name: str
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class KinshipRecipe(Recipe):
    """What is asked of a pair model."""

    task: str = "kinship"
    data: Data = field(default_factory=Data)
    faces: Faces = field(default_factory=Faces)
    draw: Draw = field(default_factory=Draw)
    head: Part = field(default_factory=lambda: Part("joint-bayes"))
    loss: Part = field(default_factory=lambda: Part("bce"))
    optimiser: Optimiser = field(default_factory=Optimiser)
    length: Length = field(default_factory=lambda: Length(epochs=0))
    """Epochs of drawn pairs; 0 where the head is only fitted in one go."""
    calibration: str = "platt"
