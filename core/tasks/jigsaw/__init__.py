"""A net that solves jigsaw puzzles of pictures without labels (report 002)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.progress import Progress
from core.tasks.jigsaw.settings import JigsawRecipe as Settings

if TYPE_CHECKING:
    from core.runs.run import Run

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
)


def train(
    runs: Sequence[Run], *, progress: Progress, stop: Callable[[], bool], save_every: float
) -> bool:
    """One run after the other; see core.tasks.jigsaw.training."""
    from core.tasks.jigsaw.training import train_all

    return train_all(runs, progress=progress, stop=stop, save_every=save_every)
