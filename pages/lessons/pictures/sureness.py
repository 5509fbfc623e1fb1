"""How sure a classifier says it is, against how often it is right; its plain softmax beside it."""

from __future__ import annotations

from core.lessons.lesson import Picture
from core.lessons.measures import answers
from core.lessons.measures.sureness import BINS
from core.metrics.calibration import reliability
from pages.lessons.pictures import runs_of
from pages.shared.figure_card import figure_card


def draw(picture: Picture, *, key: str) -> None:
    """A reliability diagram."""
    from core.figures.reliability import reliability_diagram

    (title,) = runs_of(picture)
    found = answers(picture.runs[0])
    shown = {title: found}
    if found.temperature is not None:
        shown[f"{title}, plain softmax"] = found.untempered
    diagram = reliability_diagram(
        {name: reliability(each.confidence, each.right, bins=BINS) for name, each in shown.items()}
    )
    figure_card(diagram, name=key, alt="Reliability diagram: predicted probability and accuracy")
