"""What figures say, each once: a sentence, its range, its trap."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from core.figures.tables import Cell
from core.metrics.meanings import meaning
from pages.shared.html_table import html_table


def draw_meanings(names: Iterable[str]) -> None:
    """A folded table of the figures of these full names, whatever their split and part."""
    known = dict.fromkeys(each for name in names if (each := meaning(name)) is not None)
    rows: list[list[Cell]] = [[each.title, each.says, each.range, each.trap] for each in known]
    with st.expander("What these figures say", icon=":material/help:"):
        html_table(["Figure", "What it says", "Range", "Trap"], rows)
