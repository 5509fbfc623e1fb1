"""Test accuracies of runs beside each other, with their intervals."""

from __future__ import annotations

from core.figures.accuracies import accuracies
from core.lessons.lesson import Picture
from core.metrics.metric import Metric
from core.runs.standing import measured_accuracy
from pages.lessons.pictures import runs_of
from pages.shared.figure_card import figure_card


def draw(picture: Picture, *, key: str) -> None:
    """A row for each run."""
    measured = {t: measured_accuracy(run) or Metric(None) for t, run in runs_of(picture).items()}
    figure_card(accuracies(measured), name=key, alt="Test accuracies with their 95 % intervals")
