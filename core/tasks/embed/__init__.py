"""An embedding of images, in which those of one class lie near each other (report 000)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.tasks.embed.settings import EmbeddingRecipe as Settings

if TYPE_CHECKING:
    from torch import nn

    from core.runs.run import Run

__all__ = ["HISTORY", "SEARCHED", "Settings", "initial_net"]

HISTORY = (
    "step",
    "epoch",
    "seconds",
    "loss",
    "margin",
    "loss_over_margin",
    "active_share",
    "spread",
    "grad_norm",
    "lr",
    "knn_accuracy",
    "silhouette",
    "validation_loss",
)
SEARCHED = {
    "validation/knn_accuracy": "knn_accuracy",
    "validation/loss_over_margin": "",
    "validation/loss": "validation_loss",
}


def initial_net(run: Run) -> nn.Module:
    """The net of a finished run as it began; see core.training.initial_weights."""
    from core.tasks.embed import start

    return start.initial_net(run)
