"""A source report as a page that can be handed in, and its files."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.embeddings.maps import opening_map
from core.embeddings.sources import stored
from core.errors import EmbedscopeError, UnknownName
from core.figures.report_page import QUANTITIES, histories_of, report_file
from core.recipes.recipe import load_recipe
from core.runs.find import checkpoints, find_run
from core.studies.written import CurveGroup, MapOf, Written, written
from pages.components.point_map import pane_of, point_map
from pages.shared.catalogue import page_link
from pages.shared.errors import explained
from pages.shared.figure_card import figure_card
from pages.shared.kin_controls import draw_kin_controls
from pages.shared.plain import plain
from pages.shared.reported import reported

HEIGHT = 380  # pixels


def draw_report(report: str, title: str) -> None:
    """Question, recipe, figures, curves, maps, what went wrong and why, what is left."""
    st.subheader(f"Report {report}: {title}", anchor=False)
    try:
        told: Written | None = written(report)
    except UnknownName:  # a study without a text of its own
        told = None
    if told is None:
        reported(report)
        _kin_controls(report)
        return
    st.download_button(
        "Save as one page",
        partial(report_file, report),
        file_name=f"report-{report}.html",
        mime="text/html",
        key="report-file",
        icon=":material/html:",
        on_click="ignore",
        help="One HTML file that anybody opens without a server. Its button *Print, or save as "
        "PDF* lays it out on A4.",
    )
    _chapter("Question", told.question)
    _chapter("Recipe", told.recipe)
    st.subheader("Reported, reproduced here, ours", anchor=False)
    reported(report)
    _kin_controls(report)
    for number, group in enumerate(told.curves):
        _curves(group, name=f"report-{report}-{number}")
    with explained():
        _maps(told.maps, report)
    st.subheader("What went wrong there, and why", anchor=False)
    for each in told.wrong:
        st.markdown(f"**{plain(each.title)}**")
        st.markdown(plain(each.text))
    _chapter("What is left", told.left)
    if told.sources:
        st.caption(" · ".join(map(plain, told.sources)))


def _kin_controls(report: str) -> None:
    """Of its pair models what their benchmark measures without any kinship."""
    judged = [run.finished() for run in checkpoints(task="kinship")]
    cards = [card for card in judged if load_recipe(card.recipe).report == report]
    if cards:
        st.subheader("The same beside their controls", anchor=False)
        draw_kin_controls(cards, name="studies-kin-controls")


def _chapter(title: str, text: str) -> None:
    if text:
        st.subheader(title, anchor=False)
        st.markdown(plain(text))


def _curves(group: CurveGroup, *, name: str) -> None:
    from core.figures.curves import curves

    histories = histories_of(group)
    if not histories:
        return
    st.subheader(group.title, anchor=False)
    for place, column in zip(st.columns(len(group.columns)), group.columns, strict=True):
        quantity = QUANTITIES[column]
        lanes = {
            title: (history["epoch"], history[column])
            for title, history in histories.items()
            if column in history
        }
        with place:
            figure_card(
                curves(lanes, title=quantity.title, x_title="epoch", log=quantity.log),
                name=f"{name}-{column}",
                alt=f"{quantity.title} of {', '.join(lanes)}",
            )


def _maps(asked: tuple[MapOf, ...], report: str) -> None:
    if not asked:
        return
    st.subheader("Maps", anchor=False)
    for place, each in zip(st.columns(len(asked)), asked, strict=True):
        with place:
            _map(each, key=f"report-{report}-{each.run}")


def _map(each: MapOf, *, key: str) -> None:
    try:
        embedding_set = stored(find_run(each.run))
        maps = embedding_set.maps()
    except EmbedscopeError as error:
        st.info(f"{each.title}: {error}")
        return
    shown = maps[opening_map(maps) or next(iter(maps))]
    point_map(embedding_set, [pane_of(shown, title="")], key=key, height=HEIGHT, bare=True)
    st.caption(f"{plain(each.title)}. Test images, coloured by class.")
    page_link("map", "Open on the map", checkpoint=each.run)
