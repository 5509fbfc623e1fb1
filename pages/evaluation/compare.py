"""Two models over the same test images: side by side, subtracted, and McNemar's test."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.figures.tables import Number
from core.metrics.decimal import decimal
from core.metrics.mcnemar import in_words, mcnemar, p_text
from core.runs.find import has_embedding
from core.runs.standing import luck_of
from pages.evaluation.cell import Cell, asked_cell, captions
from pages.evaluation.choose import Judged
from pages.evaluation.gallery import gallery
from pages.evaluation.matrix import BESIDE, clickable, controls_now, placed
from pages.shared.catalogue import page_link
from pages.shared.figure_card import csv_button
from pages.shared.html_table import result_table
from pages.shared.matrix_chart import matrix_csv

MOST = 24
SMALL = 460
"""Height in pixels of the two matrices where the classes are many."""


def draw_comparison(judged: Judged, other: Judged | None) -> None:
    """What differs between both; without another what to do."""
    if other is None:
        st.info(
            "Choose a second run above (“Compare with”).",
            icon=":material/compare:",
        )
        return
    _test(judged, other)
    by, order = controls_now()
    places = placed(judged.answers, order)
    for each, side in zip((judged, other), st.columns(2), strict=True):
        with side:
            _one(each, by, places)
    _difference(judged, other, places)
    if all(has_embedding(each.run) for each in (judged, other)):
        page_link("compare", "Their maps, neighbours and layers", a=judged.name, b=other.name)


def _test(judged: Judged, other: Judged) -> None:
    found = mcnemar(judged.answers.right, other.answers.right)
    first, second = judged.title, other.title
    result_table(
        ["", f"{second}: right", "wrong"],
        [
            [f"{first}: right", Number(found.both), Number(found.only_first)],
            ["wrong", Number(found.only_second), Number(found.neither)],
        ],
        name=f"mcnemar-{judged.name}-{other.name}",
        told=f"{len(judged.answers.labels):,} test images; McNemar: p {p_text(found.p)}.",
    )
    right = [float(each.answers.right.mean()) for each in (judged, other)]
    st.markdown(
        f"Accuracy {decimal(right[0], 3)} against {decimal(right[1], 3)} on "
        f"{len(judged.answers.labels):,} images. " + in_words(found, first, second)
    )
    if found.told_apart:
        st.markdown(luck_of(judged.run, other.run))


def _one(judged: Judged, by: str, order: NDArray[np.int64]) -> None:
    from core.figures.confusion import confusion

    answers = judged.answers
    small = len(answers.classes) > BESIDE  # names and thousands of points are in the large one
    figure = confusion(
        answers.matrix,
        classes=answers.classes,
        by=by,
        order=order,
        clickable=not small,
        size=SMALL if small else None,
        title=f"{judged.title}: {decimal(answers.right.mean(), 3)}",
    )
    name = f"beside-{judged.name.replace('/', '-')}"
    clickable(figure, key=f"confusion-{name}", name=name)


def _difference(judged: Judged, other: Judged, order: NDArray[np.int64]) -> None:
    from core.figures.confusion_difference import confusion_difference

    matrices = judged.answers.matrix, other.answers.matrix
    cell = asked_cell(judged.answers)
    wide = len(judged.answers.classes) > BESIDE
    left, right = st.columns([11, 9], gap="medium") if not wide else (st.container(),) * 2
    with left:
        figure = confusion_difference(
            *matrices,
            classes=judged.answers.classes,
            order=order,
            marked=cell,
            title=f"{other.title} minus {judged.title}",
        )
        key = f"confusion-difference-{judged.name}-{other.name}"
        clickable(figure, key=key, name="confusion-difference")
        st.caption(
            "The second model's count minus the first's: blue better, orange worse. Most small "
            "numbers are chance; the test above takes all at once."
        )
        change = matrices[1] - matrices[0]
        csv_button(
            "Save the difference",
            lambda: matrix_csv(change, judged.answers.classes),
            name="confusion-difference",
        )
    with right:
        if cell is None:
            st.info("Click a cell for the images that only one of the two puts there.")
        else:
            _only(judged, other, cell)
            _only(other, judged, cell)


def _only(one: Judged, other: Judged, cell: Cell) -> None:
    """The images of a cell that `other` calls something else."""
    answers = one.answers
    rows = answers.cell(*cell)
    rows = rows[other.answers.predicted[rows] != cell[1]]
    true, predicted = (answers.classes[each] for each in cell)
    st.markdown(f"{true} predicted as {predicted} by {one.title} alone: {len(rows):,}")
    shown = rows[:MOST]
    names = other.answers.predicted[shown]
    words = [
        f"{sure}; other: {answers.classes[name]}"
        for sure, name in zip(captions(answers, shown), names, strict=True)
    ]
    if len(shown):
        gallery(one.run, shown, words, key=f"only-{one.name}")
