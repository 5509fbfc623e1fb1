"""A net that solves jigsaw puzzles of pictures without labels (report 002)."""

from __future__ import annotations

from core.tasks.jigsaw.settings import JigsawRecipe as Settings

__all__ = ["HISTORY", "Settings"]

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
