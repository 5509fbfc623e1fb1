"""An embedding of images, in which those of one class lie near each other (report 000)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.training.recipe import Recipe as Settings
from core.training.tasks import Progress

if TYPE_CHECKING:
    from core.training.runs import Run

__all__ = ["HISTORY", "Settings", "train"]

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
)


def train(
    runs: Sequence[Run], *, progress: Progress, stop: Callable[[], bool], save_every: float
) -> bool:
    """All runs in lockstep over the same batches; see core.training.loop."""
    from core.training import loop

    return loop.train(runs, progress=progress, stop=stop, save_every=save_every)
