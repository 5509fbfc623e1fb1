"""A Plotly figure with its caption, its picture as a download, and its numbers as a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.shared.chart import chart

Table = Callable[[], str]
BELOW = 84
"""Pixels below the plot: for its axis and, under that, the tools (see `main.css`)."""


def figure_card(
    figure: Any,
    *,
    name: str,
    caption: str | None = None,
    table: Table | None = None,
    alt: str | None = None,
) -> None:
    """Draw `figure` over the width it is given.

    `name` is the key and the downloads' file name; the camera below the chart saves a PNG at
    twice the size. `table` builds the CSV text when it is asked for.
    """
    height = figure.layout.height - figure.layout.margin.b + BELOW  # the plot keeps its own
    figure.update_layout(height=height, margin_b=BELOW)
    tools = {"modeBarButtonsToRemove": ["autoScale2d"]}
    chart(figure, key=f"figure-{name}", name=name, alt=alt, tools=tools)
    if caption:
        st.caption(caption)
    if table is not None:
        csv_button("Save the numbers", table, name=name)


def csv_button(label: str, table: Table, *, name: str) -> None:
    """A button that saves `table()` as `<name>.csv`; the text is built when it is pressed."""
    st.download_button(
        label,
        table,
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"csv-{name}",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )
