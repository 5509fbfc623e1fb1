"""Which images does a trained net find alike? Its test images as points: near means alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from core.diagnosis.data_issues import nearest
from core.embeddings import EmbeddingSet
from pages.components.point_map import Seen, point_map
from pages.map.choose import chosen_embedding_set
from pages.map.compare import panes_of
from pages.map.data_issues import draw_data_issues
from pages.map.link import keep_recipe, offer
from pages.map.make import make_form
from pages.map.measuring import measuring
from pages.map.projections import chosen_maps
from pages.map.saves import draw_saves
from pages.map.trust import draw_trust
from pages.map.under_way import draw_job
from pages.shared.errors import explained
from pages.shared.header import header

TITLE = "Map"
GROUP = "Explore"
ORDER = 1
ICON = ":material/scatter_plot:"

NEIGHBOURS = 12
HOW_TO_READ = """
Each point is one image; its place is what the net puts out for it, or a projection of that; its
colour the true class. A good net makes one island per class. A **collapsed** one puts everything on
one spot: check how far the map *spans*, as it is drawn to fill the frame whatever its size.

**Point** at a dot for its picture, **click** to pin it with its nearest neighbours: the images at
the smallest Euclidean distance $\\lVert f(a) - f(b) \\rVert_2$ in **all** dimensions of the
embedding. **Lasso** or **Box** select (Shift adds, Alt removes; with Move, hold Shift and drag):
the selected images appear under the map and the legend counts them per class. **Wheel** zooms: from
near, dots become pictures. Click a class to see it alone. `V` `L` `B` choose the tool, arrows pan,
`+` `-` zoom, `0` shows all, `/` searches, `Esc` deselects.

**Trap.** A map in two dimensions can hide or invent separations; the classifier works in the
original space. With more than two dimensions, a map by PCA is only a projection: Pearson (1901),
*On lines and planes of closest fit*.
"""


def near(embedding_set: EmbeddingSet, row: int) -> list[tuple[int, float]]:
    """Its nearest in the original space: row and distance, itself left out."""
    rows, away = nearest(embedding_set.vectors(), row, NEIGHBOURS)
    return [(int(i), float(a)) for i, a in zip(rows, away, strict=True)]


def draw_map(embedding_set: EmbeddingSet, polling: bool) -> None:
    """The map or two, and what is told about them."""
    if polling and not measuring(embedding_set):
        st.rerun()  # more is known of the points
    if offer(embedding_set):
        return
    shown = chosen_maps(embedding_set)
    if not shown:
        st.info(
            "There is no projection of this yet: make one with *New projection*.",
            icon=":material/add:",
        )
        return
    panes = panes_of(shown)
    seen = point_map(
        embedding_set,
        panes,
        key=f"map-{embedding_set.name}",
        near=lambda row: near(embedding_set, row),
        pinned=asked_row(),
        request=st.session_state.get(f"wish-{embedding_set.name}"),
        look=asked_look(embedding_set),
        height=600 if len(panes) == 1 else 480,
    )
    keep_in_link(embedding_set, seen)
    keep_recipe(*shown[0])
    tell_selection(embedding_set, seen)
    parts = {
        "How far to trust it": partial(draw_trust, shown),
        "Data quality": partial(draw_data_issues, embedding_set, shown),
        "Save": partial(draw_saves, embedding_set),
    }
    if st.query_params.get("part") == "Find":  # in links of before
        st.session_state["part"] = "Data quality"
    tabs = st.tabs(list(parts), key="part", on_change="rerun", bind="query-params")
    for tab, draw in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw()


def asked_row() -> int | None:
    """The image that the link pins."""
    asked = st.query_params.get("image", "")
    return int(asked) if asked.isascii() and asked.isdecimal() else None


def asked_look(embedding_set: EmbeddingSet) -> Mapping[str, Any]:
    """Colouring and isolated classes, as the link has them."""
    classes: list[str] = embedding_set.about()["classes"]
    only = [classes.index(name) for name in st.query_params.get_all("only") if name in classes]
    return {"colour": st.query_params.get("colour", "class"), "only": only or None}


def keep_in_link(embedding_set: EmbeddingSet, seen: Seen) -> None:
    """Put what is pinned and how it looks into the address."""
    classes: list[str] = embedding_set.about()["classes"]
    wanted = {
        "image": None if seen.pinned is None else str(seen.pinned),
        "colour": seen.look.get("colour") if seen.look.get("colour") != "class" else None,
        "only": [classes[i] for i in seen.look.get("only") or () if i < len(classes)] or None,
    }
    for key, value in wanted.items():
        if value is None:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = value


def tell_selection(embedding_set: EmbeddingSet, seen: Seen) -> None:
    """What the server knows of the selection."""
    about = embedding_set.about()
    if seen.selection is not None:
        st.caption(f"Selected: {len(seen.selection):,} of {about['count']:,}.")
    if about.get("note"):
        st.caption(about["note"])


header(TITLE, "Which images does a trained net find alike, and which does it confuse?", HOW_TO_READ)
with explained():
    if not draw_job():
        embedding_set = None if offer(None) else chosen_embedding_set()
        if embedding_set is None and "of" not in st.query_params:
            st.info("No checkpoint or finished run has a test embedding yet: train one first.")
        elif embedding_set is not None:
            polling = measuring(embedding_set)
            st.fragment(draw_map, run_every=1.5 if polling else None)(embedding_set, polling)
        make_form()
