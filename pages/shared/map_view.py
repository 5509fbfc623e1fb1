"""How a person looks at the map, in the address: what is pinned, lassoed, coloured, shown alone.

A link and a step back change the map, and what is done on the map changes the address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core.diagnosis.meeting_place import meeting_place
from core.embeddings import EmbeddingSet, Map
from core.embeddings.shows import CLASS
from pages.components.lasso_text import is_lasso, lasso_text
from pages.components.point_map import Given, View, classes_shown
from pages.shared.query_params import went_back

KEYS = ("image", "lasso", "rows", "colour", "only", "where")
UNREADABLE = "The link's lasso cannot be read, so nothing is selected."


def asked_view(
    embedding_set: EmbeddingSet, key: str, *, given: Sequence[Given] = (), usual: str = ""
) -> tuple[View, int]:
    """What the address asks for, and a number that changes when that is to be shown: when the map
    `key` is first drawn, and after a step back or forth. Otherwise the map knows better: the
    address that a run brings may be from before what was last done there.

    `given` are columns beside the set's own, `usual` what colours the points where nobody says.
    """
    name = _name(embedding_set)
    at: int = st.session_state.get(f"{name}-at", 0)
    if key not in st.session_state or went_back():
        at += 1
        lasso = st.query_params.get("lasso")
        st.session_state[f"{name}-at"] = at
        st.session_state[f"{name}-asked"] = _read(embedding_set, given, usual)
        st.session_state.pop(f"{name}-left", None)
        st.session_state[f"{name}-refused"] = lasso is not None and not is_lasso(lasso)
    return st.session_state[f"{name}-asked"], at


def is_linked() -> bool:
    """Whether the address says anything of the view."""
    return any(key in st.query_params for key in KEYS)


def keep_view(
    embedding_set: EmbeddingSet, view: View, *, given: Sequence[Given] = (), usual: str = ""
) -> None:
    """Put what is done on the map into the address; the usual takes no room."""
    classes = classes_shown(embedding_set, view.colour, given)
    left = st.session_state.get(f"{_name(embedding_set)}-left")
    wanted = {
        "image": None if view.pinned is None else str(view.pinned),
        "lasso": view.lasso if view.lasso != left else None,
        "colour": None if view.colour == (usual or embedding_set.colour()) else view.colour,
        "only": [classes[i] for i in view.only or () if i < len(classes)] or None,
    }
    for key, value in wanted.items():
        if value is None:
            st.query_params.pop(key, None)
        elif value != (st.query_params.get_all(key) if key == "only" else st.query_params.get(key)):
            st.query_params[key] = value


def refused(embedding_set: EmbeddingSet) -> str | None:
    """A sentence where the address asks for a lasso that cannot be drawn."""
    return UNREADABLE if st.session_state.get(f"{_name(embedding_set)}-refused") else None


def leave_lasso(embedding_set: EmbeddingSet, key: str, shown: str) -> None:
    """Where the person chose other maps: what was drawn on the last ones leaves the address."""
    name = _name(embedding_set)
    before = st.session_state.get(f"{name}-shown", shown)
    st.session_state[f"{name}-shown"] = shown
    if before != shown and key in st.session_state and not went_back():
        st.session_state[f"{name}-left"] = st.query_params.pop("lasso", None)


def is_new(embedding_set: EmbeddingSet) -> bool:
    """Whether this visit has not seen the set's map yet."""
    return f"{_name(embedding_set)}-at" not in st.session_state


def open_with_lasso(embedding_set: EmbeddingSet, found: Map) -> None:
    """Where the page was opened bare: draw round the place where two classes meet most."""
    points = found.points()
    place = meeting_place(points, embedding_set.labels()) if points.shape[1] == 2 else None
    if place is not None:
        st.query_params["lasso"] = lasso_text(place.ring)


def _name(embedding_set: EmbeddingSet) -> str:
    return f"map-view-{embedding_set.name}"


def _read(embedding_set: EmbeddingSet, given: Sequence[Given], usual: str) -> View:
    count: int = embedding_set.about()["count"]
    alone = st.query_params.get_all("only")
    colour = st.query_params.get("colour") or usual or _coloured_by(embedding_set, alone)
    classes = classes_shown(embedding_set, colour, given)
    only = tuple(classes.index(name) for name in alone if name in classes)
    image, lasso = st.query_params.get("image", ""), st.query_params.get("lasso", "")
    pinned = int(image) if image.isascii() and image.isdecimal() and len(image) < 10 else None
    view = View(
        colour=colour,
        only=only or None,
        pinned=pinned if pinned is not None and pinned < count else None,
    )
    return replace(view, lasso=lasso) if is_lasso(lasso) else view


def _coloured_by(embedding_set: EmbeddingSet, alone: list[str]) -> str:
    """What has those that are to be shown alone, where a link does not say: its usual colour, or
    the classes.
    """
    usual = embedding_set.colour()
    grouped = not alone or set(alone) & set(embedding_set.classes_of(usual))
    return usual if grouped else CLASS
