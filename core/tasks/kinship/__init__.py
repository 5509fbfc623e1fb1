"""A pair model: are the people on two photos kin (report 001)?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.progress import Progress
from core.tasks.kinship.settings import KinshipRecipe as Settings

if TYPE_CHECKING:
    from core.runs.run import Run

__all__ = ["HISTORY", "Settings", "train"]

HISTORY = (
    "step",
    "model",
    "epoch",
    "seconds",
    "loss",
    "accuracy",
    "lr",
    "validation_loss",
    "validation_accuracy",
    "validation_auc",
)


def train(
    runs: Sequence[Run], *, progress: Progress, stop: Callable[[], bool], save_every: float
) -> bool:
    """One run after the other; see core.tasks.kinship.training."""
    from core.tasks.kinship.training import train_all

    return train_all(runs, progress=progress, stop=stop, save_every=save_every)
