"""A net that solves jigsaw puzzles of pictures without labels (report 002)."""

from __future__ import annotations

from core.tasks.jigsaw.settings import JigsawRecipe as Settings

__all__ = ["HISTORY", "SEARCHED", "Settings"]

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
SEARCHED = {"validation/accuracy": "validation_accuracy", "validation/loss": "validation_loss"}
