"""A pair model: are the people on two photos kin (report 001)?"""

from __future__ import annotations

from core.tasks.kinship.settings import KinshipRecipe as Settings

__all__ = ["HISTORY", "SEARCHED", "Settings"]

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
SEARCHED = {"validation/roc_auc": "validation_auc", "validation/loss": "validation_loss"}
