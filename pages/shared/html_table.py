"""A small table as HTML: sent with the page, so that no table library is loaded for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from core.figures.tables import CSS, Cell, Table, csv_text, html_text, latex_text, markdown_text
from pages.shared.figure_card import csv_button

HIGH = 220
"""Of a text to copy, in pixels: longer ones scroll."""


def html_table(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Draw a table; on a narrow screen it scrolls sideways, by keys too. All texts are escaped."""
    table = html_text(Table(head, rows))
    st.markdown(f"<style>{CSS}</style>{table}", unsafe_allow_html=True)


def result_table(
    head: Sequence[str], rows: Sequence[Sequence[Cell]], *, name: str, told: str
) -> None:
    """Draw a table of results, and below it what takes them along.

    Args:
        head: the columns' names.
        rows: a cell a column.
        name: of the file, and of the buttons on this page.
        told: what n counts and what the intervals are over, which the copies say.
    """
    html_table(head, rows)
    draw_copies(Table(head, rows, told), name=name)


def draw_copies(table: Table, *, name: str) -> None:
    """The table as LaTeX, Markdown and CSV, each to copy with a click or to save."""
    name = re.sub(r"[^\w-]", "-", name)
    with (
        st.container(key=f"copies-{name}"),
        st.popover("Copy the table", icon=":material/content_copy:", type="tertiary"),
    ):
        latex, markdown, comma = st.tabs(["LaTeX", "Markdown", "CSV"])
        _text(latex, latex_text(table))
        _text(markdown, markdown_text(table))
        _text(comma, csv_text(table))
        with comma:
            csv_button("Save as CSV", lambda: csv_text(table), name=f"table-{name}")
        if table.told:
            st.caption(table.told)


def _text(place: st.delta_generator.DeltaGenerator, text: str) -> None:
    place.code(text, language=None, wrap_lines=True, height=HIGH)
