"""What plain pixels reach on the test images of the runs that a page shows: one block for all;
and what else to know of a figure, where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from core.data.catalogue import called, class_count, has_unseen_classes, is_here
from core.diagnosis.kept_checks import baselines_beside, kept_baselines
from core.errors import UnknownName
from core.figures.baselines import HEAD, TITLE, TOLD, baselines_table, in_words, row_of
from core.runs.card import RunCard
from core.runs.cautions import cautions
from core.runs.run import Run
from pages.shared.catalogue import page_link
from pages.shared.html_table import html_table, result_table
from pages.shared.plain import plain


def draw_baselines(cards: Iterable[RunCard], *, name: str) -> None:
    """A row for each set of test images that the runs were judged on; `name` sets keys apart."""
    every = list(cards)
    table = baselines_table(every)
    if table is not None:
        st.subheader(TITLE, anchor=False)
        result_table(table.head, table.rows, name=f"baselines-{name}", told=table.told)
        st.caption(table.told)
    for data in dict.fromkeys(card.data.name for card in every):
        _offer(data)


def tell_beside(run: Run) -> None:
    """What to know of a run's own figure, below it: cautions, and what plain pixels reach."""
    card = run.finished()
    found = baselines_beside(card)
    said = [*cautions(run), *([in_words(found)] if found else [])]
    if said:
        st.caption(plain(" ".join(said)))
    _offer(card.data.name)


def draw_measured(data: str) -> None:
    """What is known of a data set, on its own card."""
    found = kept_baselines(data)
    for each in found:
        st.markdown(plain(in_words(each)))
    if found:
        with st.popover("Without a net", type="tertiary", icon=":material/blur_on:"):
            html_table(HEAD, [row_of(data, each) for each in found])
            st.caption(TOLD)


def _offer(data: str) -> None:
    """The way to measure them, where nobody did and the images are here."""
    try:
        can = bool(class_count(data)) and is_here(data) and not has_unseen_classes(data)
    except UnknownName:  # somebody's, and gone
        return
    if can and not kept_baselines(data):
        page_link("data", f"Measure what plain pixels reach on {called(data)}", check=data)
