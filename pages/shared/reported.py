"""A source report's figures: reported, reproduced and ours, each recipe one click away."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import streamlit as st

from core.figures.reported import COLUMNS, TOLD, row_cells, shared_in_words
from core.figures.tables import Cell, Table
from core.recipes.recipe import changed, load_recipe, recipe_to_text
from core.settings import as_text
from core.studies.reported import Row, cautions_of, judged
from core.studies.reported import rows as report_rows
from core.studies.shipped import shipped
from pages.shared.baselines import draw_baselines
from pages.shared.catalogue import page_link
from pages.shared.errors import explained
from pages.shared.html_table import draw_copies, html_table
from pages.shared.plain import plain

FAMILY = ("Experiment", "Figure", *COLUMNS)


def reported(report: str) -> None:
    """Draw every figure of a source report (such as "000"); raises UnknownName for no such one."""
    st.caption(TOLD)
    single: list[list[Row]] = []
    families: list[list[Row]] = []
    for _, found in groupby(report_rows(report=report), key=lambda row: row.recipe_name):
        rows = list(found)
        (single if len({row.experiment for row in rows}) == 1 else families).append(rows)
    for rows in single:
        with st.container(border=True):
            _experiment(rows)
    for note in dict.fromkeys(rows[0].note for rows in single if rows[0].note):
        st.caption(note)
    every = [row for rows in (*single, *families) for row in rows]
    for sentence in cautions_of(every):
        st.caption(plain(sentence))
    for rows in families:
        with st.expander(f"{len(rows)} settings of the recipe {rows[0].recipe_name}"):
            _family(rows)
    draw_copies(
        Table(FAMILY, _rows(every), f"Report {report}: reported, reproduced here, ours."),
        name=f"report-{report}",
    )
    draw_baselines((run.finished() for run in judged(every)), name=f"report-{report}")


def reported_of(recipe: str) -> bool:
    """Draw the figures that a report states for a shipped recipe, or those that its nets are held
    against; whether there are any.
    """
    found = [row for row in report_rows() if recipe in (row.recipe, row.ours_by)]
    if not found:
        return False
    for experiment, figures in groupby(found, key=lambda row: (row.report, row.experiment)):
        st.markdown(f"Report {experiment[0]}: {experiment[1]}")
        html_table(["Figure", *COLUMNS], [[row.metric, *row_cells(row)] for row in figures])
    for note in dict.fromkeys(row.note for row in found if row.note):
        st.caption(note)
    return True


def _experiment(rows: list[Row]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{rows[0].experiment}**", width="stretch")
        _recipe_button(rows[0])
    html_table(["Figure", *COLUMNS], [[row.metric, *row_cells(row)] for row in rows])
    for sentence in dict.fromkeys([rows[0].why, *(shared_in_words(row) for row in rows)]):
        if sentence:
            st.markdown(plain(sentence))


def _family(rows: list[Row]) -> None:
    _recipe_button(rows[0], changes=False)
    html_table(FAMILY, _rows(rows))
    for why in dict.fromkeys(row.why for row in rows if row.why):
        st.markdown(plain(why))


def _rows(rows: list[Row]) -> list[list[Cell]]:
    return [[row.experiment, row.metric, *row_cells(row)] for row in rows]


def _recipe_button(row: Row, *, changes: bool = True) -> None:
    if row.recipe_name:
        with st.popover("Recipe", type="tertiary", icon=":material/receipt_long:"):
            _recipe(row.recipe_name, row.settings if changes else {})


def _recipe(name: str, settings: Mapping[str, Any]) -> None:
    with explained():
        st.code(
            recipe_to_text(changed(load_recipe(name), dict(settings))),
            language=None,
            wrap_lines=True,
        )
    if name in shipped():
        as_asked = {key: as_text(value) for key, value in settings.items()}
        page_link("train", "Train it again", recipe=name, **as_asked)
        return
    st.caption("Train it again:")
    more = "".join(f" --set {key}={value}" for key, value in settings.items())
    st.code(f"python -m core train {name}{more}", language=None, wrap_lines=True)
