"""A classifier of images: cross-entropy, learning curves, a confusion matrix (reports 003, 004)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.tasks.classify.settings import ClassificationRecipe as Settings

if TYPE_CHECKING:
    from torch import nn

    from core.runs.run import Run

__all__ = ["HISTORY", "SEARCHED", "Settings", "initial_net"]

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
SEARCHED = {"validation/accuracy": "validation_accuracy", "validation/loss": "validation_loss"}


def initial_net(run: Run) -> nn.Module:
    """The net of a finished run as it began; see core.training.initial_weights."""
    from core.tasks.classify import start

    return start.initial_net(run)
