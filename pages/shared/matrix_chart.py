"""A confusion matrix on a page, and its numbers as a table for people."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.csv_text import Table
from pages.shared.chart import chart

FEW = 12
"""Up to this many classes the cells keep their numbers on a phone."""


def matrix_chart(
    figure: Any, *, key: str, name: str, clicked: Callable[[], None] | None = None
) -> None:
    """Draw a matrix, its tools above it; `clicked` is called when a cell is."""
    tools = {"modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"]}
    size = "many" if len(figure.layout.xaxis.tickvals) > FEW else "few"
    with st.container(key=f"matrix-{size}-{name}"):  # main.css: on a small screen, fewer numbers
        chart(
            figure,
            key=key,
            name=name,
            alt="Confusion matrix: true classes as rows, predicted ones as columns",
            tools=tools,
            clicked=clicked,
        )


def matrix_csv(matrix: NDArray[np.integer], classes: tuple[str, ...]) -> str:
    """Counts as a table: a line a true class."""
    out = io.StringIO()
    write = Table(out)
    write.writerow(["true", *classes])
    write.writerows([name, *row] for name, row in zip(classes, matrix.tolist(), strict=True))
    return out.getvalue()
