"""Which images does a trained net find alike? Its test images as points: near means alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core.embeddings import EmbeddingSet
from core.embeddings.neighbours import nearest, told
from pages.components.point_map import Seen, point_map
from pages.map.by_hand import ask_by_hand, keep_by_hand
from pages.map.compare import Shown, draw_way, panes_of
from pages.map.data_issues import draw_data_issues
from pages.map.link import keep_recipe, offer
from pages.map.make import draw_make
from pages.map.make_address import KEY as MAKE
from pages.map.make_address import make_button
from pages.map.measuring import job_on, measuring
from pages.map.one_page import draw_one_page
from pages.map.projections import chosen_maps
from pages.map.saves import draw_saves
from pages.map.select_by import ask_by_link, keep_by_link
from pages.map.to_retrieval import to_retrieval
from pages.map.trust import draw_trust
from pages.map.under_way import draw_job
from pages.shared.conditions import draw_conditions
from pages.shared.embedding_choice import chosen_embedding_set
from pages.shared.errors import explained
from pages.shared.header import header
from pages.shared.job_strip import job_strip
from pages.shared.last_seen import saw
from pages.shared.map_view import (
    asked_view,
    is_linked,
    is_new,
    keep_view,
    leave_lasso,
    open_with_lasso,
    refused,
)
from pages.shared.plain import plain

TITLE = "Map"
GROUP = "Explore"
ORDER = 1
ICON = ":material/scatter_plot:"

QUESTION = "Which images does a trained net find alike, and which does it confuse?"
NEIGHBOURS = 12
EARLIER_PARTS = {"Find": "Data quality", "Save": "Export"}
"""In links of before."""
HOW_TO_READ = r"""
Each point is an image, placed by what the net puts out for it or by a projection of that. A good
net makes one island per class; a **collapsed** one puts everything on one spot, which only the
width above the map shows, as the drawing always fills the frame.

**Click** a dot to pin it with its nearest neighbours, at the smallest
$\lVert f(a) - f(b) \rVert_2$ in **all** dimensions of the embedding. **Lasso** or **Box** select
(Shift adds, Alt removes; with Move, hold Shift and drag). **Wheel** zooms until dots become
pictures. Click a class to see it alone; more than 36 are coloured by a dozen **groups** of classes
whose means lie near each other, until you choose *class* under Colour. Keys: `V` `L` `B` tools,
arrows pan, `+` `-` zoom, `0` all, `/` search, `Esc` deselects.

**Trap.** Two dimensions can hide or invent separations; the classifier works in the original space.
A map by PCA is a projection too: Pearson (1901), *On lines and planes of closest fit*.
"""


def near(embedding_set: EmbeddingSet, row: int) -> list[tuple[int, float]]:
    """Its nearest in the original space: row and distance, itself left out."""
    rows, away = nearest(embedding_set, row, NEIGHBOURS)
    return [(int(i), float(a)) for i, a in zip(rows, away, strict=True)]


def draw_map(embedding_set: EmbeddingSet, shown: Sequence[Shown], polling: bool) -> None:
    """The map or two, and what is told about them."""
    if polling and not measuring(embedding_set):
        st.rerun()  # more is known of the points
    if polling and (job := job_on(embedding_set)):
        job_strip(job, key=f"map-rest-{job.job}", link=False)
    key = _key(embedding_set)
    wrong = ask_by_link(embedding_set, key=key) or ask_by_hand(embedding_set, key=key)
    view, at = asked_view(embedding_set, key)
    with st.container(key="room-map"):
        seen = point_map(
            embedding_set,
            panes_of(shown),
            key=key,
            near=lambda row: near(embedding_set, row),
            near_told=told(embedding_set),
            request=st.session_state.get(f"wish-{embedding_set.name}"),
            view=view,
            at=at,
            linked=is_linked(),
        )
    draw_way(shown)
    keep_view(embedding_set, seen.view)
    keep_recipe(*shown[0])
    keep_by_link(seen.selection, key=key)
    keep_by_hand(embedding_set, seen, key=key)
    if refusal := wrong or refused(embedding_set):
        st.caption(plain(refusal))
    to_retrieval(embedding_set, seen.selection)
    parts = {
        "How far to trust it": partial(draw_trust, list(shown)),
        "Data quality": partial(draw_data_issues, embedding_set, shown),
        "Select": partial(draw_conditions, embedding_set),
        "Export": partial(_draw_export, embedding_set, shown, seen),
    }
    if (earlier := st.query_params.get("part")) in EARLIER_PARTS:
        st.session_state["part"] = EARLIER_PARTS[earlier]
    tabs = st.tabs(list(parts), key="part", on_change="rerun", bind="query-params")
    for tab, draw in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw()
    if about := embedding_set.about().get("note"):
        st.caption(about)


def _draw_export(embedding_set: EmbeddingSet, shown: Sequence[Shown], seen: Seen) -> None:
    draw_one_page(shown, seen.view)
    draw_saves(embedding_set, seen.selection)


def _key(embedding_set: EmbeddingSet) -> str:
    return f"map-{embedding_set.name}"


def draw_page(*, bare: bool) -> None:
    """What to show in one row, and below it the map."""
    with st.container(key="map-controls"):
        row = st.columns([8, 5, 5, 5, 5], vertical_alignment="bottom")
    first, second, third, fourth, fifth = row
    with first:
        embedding_set = chosen_embedding_set(plane=True)
    with fifth:
        make_button()
    if embedding_set is None:
        st.info("No run has a test embedding yet.")
        return
    if offer(embedding_set):
        return
    shown = chosen_maps(embedding_set, (second, third, fourth))
    if not shown:
        st.info(
            "No projection of this yet: make one with *New projection*.",
            icon=":material/add:",
        )
        return
    leave_lasso(embedding_set, _key(embedding_set), "/".join(found.name for _, found in shown))
    if bare and is_new(embedding_set):
        open_with_lasso(*shown[0])
    polling = measuring(embedding_set)
    st.fragment(draw_map, run_every=1.5 if polling else None)(embedding_set, shown, polling)
    if run := st.query_params.get("checkpoint"):
        saw(run)  # last: what it draws takes room


bare = not st.query_params
header(TITLE, QUESTION, HOW_TO_READ)
with explained():
    if MAKE in st.query_params:
        draw_make()
    elif not draw_job() and not offer(None):
        draw_page(bare=bare)
