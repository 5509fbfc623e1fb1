"""A classifier of images: cross-entropy, learning curves, a confusion matrix (reports 003, 004)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.training.classifier.recipe import Classification as Settings
from core.training.tasks import Progress

if TYPE_CHECKING:
    from core.training.runs import Run

__all__ = ["HISTORY", "Settings", "train"]

HISTORY = (
    "step",
    "epoch",
    "seconds",
    "loss",
    "accuracy",
    "validation_loss",
    "validation_accuracy",
    "lr",
    "grad_norm",
)


def train(
    runs: Sequence[Run], *, progress: Progress, stop: Callable[[], bool], save_every: float
) -> bool:
    """One run after the other; see core.training.classifier.loop."""
    from core.training.classifier import loop

    return loop.train(runs, progress=progress, stop=stop, save_every=save_every)
