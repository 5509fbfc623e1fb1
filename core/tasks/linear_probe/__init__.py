"""A linear classifier on what a frozen backbone sees: how much of a task any run already knows.

Source: Alain and Bengio, Understanding intermediate layers using linear classifier probes, 2016,
https://arxiv.org/abs/1610.01644
"""

from __future__ import annotations

from core.tasks import classify
from core.tasks.linear_probe.settings import LinearProbeRecipe as Settings

__all__ = ["HISTORY", "SEARCHED", "Settings"]

HISTORY = classify.HISTORY
SEARCHED = classify.SEARCHED
