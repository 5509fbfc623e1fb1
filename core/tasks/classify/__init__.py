"""A classifier of images: cross-entropy, learning curves, a confusion matrix (reports 003, 004)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.progress import Progress
from core.tasks.classify.settings import ClassificationRecipe as Settings

if TYPE_CHECKING:
    from torch import nn

    from core.runs.run import Run

__all__ = ["HISTORY", "Settings", "initial_net", "train"]

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
    """One run after the other; see core.tasks.classify.loop."""
    from core.tasks.classify import loop

    return loop.train(runs, progress=progress, stop=stop, save_every=save_every)


def initial_net(run: Run) -> nn.Module:
    """The net of a finished run as it began; see core.training.initial_weights."""
    from core.tasks.classify import start

    return start.initial_net(run)
