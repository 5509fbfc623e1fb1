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
FAMILIES = "Intervals (95 %) are over families."
COLOUR = (
    "Colour alone: a logistic model of thirteen statistics of colour, light and sharpness, fitted "
    "on the other folds; it sees nobody's features. What it reaches says how the pairs were "
    "collected."
)
MISSING = (
    "What colour alone reaches on the same pairs is not measured for all of them yet "
    "(`python -m core evaluate NAME --keep`)."
)


def draw_kin_controls(cards: Sequence[RunCard], *, name: str) -> None:
    """A row for each card, with those of the figures that any of them has."""
    known = {title: key for title, key in FIGURES.items() if any(key in c.metrics for c in cards)}
    rows: list[list[Cell]] = [
        [card.title, *(Number.of(card.metrics.get(key)) for key in known.values())]
        for card in cards
    ]
    measured = ["test/roc_auc/colour" in card.metrics for card in cards]
    told = [FAMILIES, COLOUR if any(measured) else "", "" if all(measured) else MISSING]
    said = " ".join(filter(None, told))
    result_table(["Pair model", *known], rows, name=name, told=said)
    st.caption(said)
