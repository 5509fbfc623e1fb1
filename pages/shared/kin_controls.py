"""Kin figures beside their controls: without pairs from one photograph, and colour alone."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.figures.tables import Cell, Number
from core.runs.card import RunCard
from pages.shared.html_table import result_table

FIGURES = {
    "ROC AUC": "test/roc_auc",
    "On different photographs": "test/roc_auc/different-photographs",
    "Colour alone, same pairs": "test/roc_auc/colour",
    "Colour alone, different photographs": "test/roc_auc/colour-different-photographs",
    "Against their own family": "test/roc_auc/near",
    "Accuracy": "test/accuracy",
    "Colour alone: accuracy": "test/accuracy/colour",
}
TOLD = (
    "Intervals (95 %) are over families. Colour alone: a logistic model of thirteen statistics of "
    "colour, light and sharpness, fitted on the other folds; it sees nobody's features. What it "
    "reaches says how the pairs were collected."
)
MISSING = "– : not measured for this model yet (`python -m core evaluate NAME --keep`)."


def draw_kin_controls(cards: Sequence[RunCard], *, name: str) -> None:
    """A row for each card, with those of the figures that any of them has."""
    known = {title: key for title, key in FIGURES.items() if any(key in c.metrics for c in cards)}
    rows: list[list[Cell]] = [
        [card.title, *(Number.of(card.metrics.get(key)) for key in known.values())]
        for card in cards
    ]
    result_table(["Pair model", *known], rows, name=name, told=TOLD)
    whole = all("test/roc_auc/colour" in card.metrics for card in cards)
    st.caption(TOLD if whole else f"{TOLD} {MISSING}")
