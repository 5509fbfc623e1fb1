"""How often the diagnosis of a run that learned nothing is right."""

from __future__ import annotations

import streamlit as st

from core.figures.tables import Cell, Number
from core.studies.judged_diagnosis import KEPT, rows
from pages.shared.html_table import result_table

KINDS = {"made": "made", "real": "real trainings"}
TOLD = (
    "Runs that went wrong for a known cause. Precision: of those that were told this cause, how "
    "many had it; recall: of those that had it, how many were told. Wilson's 95 % intervals over "
    "runs. `python -m core diagnosis` judges again."
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
