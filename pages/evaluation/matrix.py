"""The matrix: how it is drawn, the click on a cell, and the most frequent confusions in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.diagnosis.confusions import Confusion, in_words, most_frequent
from core.figures.palette import faded
from core.figures.theme import LIGHT
from core.runs.answers import Answers
from pages.evaluation.cell import Cell, ask_cell, asked_cell, draw_cell, worst_cell
from pages.evaluation.choose import Judged
from pages.shared.controls import bound_segments
from pages.shared.figure_card import csv_button
from pages.shared.matrix_chart import matrix_chart, matrix_csv

WAYS = {"counts": "Counts", "rows": "By row", "columns": "By column"}
ORDERS = {"given": "As given", "clustered": "Clustered"}
WORDS = 8
BESIDE = 30
"""Up to this many classes the matrix leaves room beside it."""


@st.fragment
def draw_matrix(judged: Judged) -> None:
    """The matrix beside what lies in its chosen cell."""
    answers = judged.answers
    by, order = controls()
    asked = asked_cell(answers)
    cell = asked or worst_cell(answers)
    if len(answers.classes) > BESIDE:  # too wide for half a page: what is chosen comes first
        draw_cell(judged, cell, asked=asked is not None, beside=True)
        _draw(judged, by, order, cell)
    else:
        left, right = st.columns([11, 9], gap="medium")
        with right:  # first: a click waits for the images, not for the matrix drawn anew
            draw_cell(judged, cell, asked=asked is not None)
        with left:
            _draw(judged, by, order, cell)
    _words(answers)


def controls() -> tuple[str, str]:
    """What a cell shows, and the order of the classes."""
    with st.container(horizontal=True):
        by = bound_segments("Cells show", list(WAYS), key="show", titles=WAYS.__getitem__)
        order = bound_segments("Class order", list(ORDERS), key="order", titles=ORDERS.__getitem__)
    return by, order


def controls_now() -> tuple[str, str]:
    """What the controls say, for what is drawn beside them."""
    by, order = st.query_params.get("show", "counts"), st.query_params.get("order", "given")
    return (by if by in WAYS else "counts"), (order if order in ORDERS else "given")


def placed(answers: Answers, order: str) -> NDArray[np.int64]:
    """Class numbers in the order in which they are drawn."""
    if order == "given":
        return np.arange(len(answers.classes))
    return _clustered(answers.matrix)


def clickable(figure: Any, *, key: str, name: str) -> None:
    """Draw a matrix whose cells put themselves into the address when they are clicked."""
    matrix_chart(figure, key=key, name=name, clicked=_taker(key))


def _draw(judged: Judged, by: str, order: str, cell: Cell | None) -> None:
    answers, name = judged.answers, f"confusion-{judged.name.replace('/', '-')}"
    figure = _figure(judged, by, placed(answers, order), cell)
    clickable(figure, key=f"confusion-matrix-{judged.name}", name=name)
    st.caption(
        "Rows: true class; columns: predicted. Blue is right, orange a mistake, on its own "
        "scale (square root). *Clustered* puts confused classes side by side."
    )
    counts = partial(matrix_csv, answers.matrix, answers.classes)
    csv_button("Save the counts", counts, name=name)


def _taker(key: str) -> Callable[[], None]:
    def take() -> None:
        points = st.session_state[key]["selection"]["points"]
        for point in points[-1:]:
            true, predicted = point["customdata"]
            ask_cell(int(true), int(predicted))

    return take


@st.cache_data(max_entries=32, show_spinner=False)
def _clustered(matrix: NDArray[np.int64]) -> NDArray[np.int64]:
    from core.metrics.class_order import clustered

    return clustered(matrix)


def _figure(judged: Judged, by: str, order: NDArray[np.int64], cell: Cell | None) -> Any:
    from core.figures.confusion import confusion

    answers = judged.answers
    return confusion(answers.matrix, classes=answers.classes, by=by, order=order, marked=cell)


def _words(answers: Answers) -> None:
    found = most_frequent(answers.matrix, WORDS)
    st.markdown("**Most frequent confusions** (choose one to see its images)")
    if not found:
        st.caption("None: every test image is predicted correctly.")
    else:
        st.html(f"<style>{''.join(_bar(one, found[0].count) for one in found)}</style>")
    with st.container(gap="xxsmall", key="confusions"):
        for one in found:
            st.button(
                in_words(one, answers.classes),
                key=f"confused-{one.true}-{one.predicted}",
                type="tertiary",
                width="stretch",
                on_click=ask_cell,
                args=(one.true, one.predicted),
            )


def _bar(one: Confusion, most: int) -> str:
    """A button's own bar, as long as its share of the most frequent confusion."""
    fill, end = faded(LIGHT.accent, 0.28), f"{one.count / most:.1%}"
    place = f".st-key-confused-{one.true}-{one.predicted} button"
    return f"{place} {{ background: linear-gradient(90deg, {fill} {end}, transparent {end}); }}"
