"""How often the diagnosis of a run that learned nothing is right."""

from __future__ import annotations

import streamlit as st

from core.figures.tables import Cell, Number
from core.studies.judged_diagnosis import KEPT, rows
from pages.shared.html_table import result_table

KINDS = {
    "made": "drawn as the rules were written",
    "simulated": "simulated without the rules",
    "real": "trainings on digits",
    "shipped": "shipped runs",
}
TOLD = (
    "Runs whose end is known. Precision: of those that were told this end, how many had it; "
    "recall: of those that had it, how many were told. Wilson's 95 % intervals over runs. Curves "
    "drawn as the rules were written flatter them. Simulated: descent on a quadratic bowl, which "
    "says by ten times the rate what was wrong, and accuracies of nets that know a share of the "
    "images. Shipped: known from what was predicted as what, from another run, or from the report. "
    "`python -m core diagnosis` judges again."
)


def draw_diagnosis() -> None:
    """A row for each cause, of made and of real histories."""
    if not KEPT.is_file():
        st.info("Not judged yet: `python -m core diagnosis --keep` does it.")
        return
    found: list[list[Cell]] = [
        [f"{KINDS[kind]} ({count})", cause, Number.of(precision), Number.of(recall)]
        for kind, count, cause, precision, recall in rows()
    ]
    result_table(["Histories", "Cause", "Precision", "Recall"], found, name="diagnosis", told=TOLD)
    st.caption(TOLD)
