"""Two maps of the same images: turned alike, side by side or one becoming the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.embeddings import EmbeddingSet, Map
from embedscope.drawing.align import align, turn_onto
from pages.components.point_map import Pane, Stop, pane_of
from pages.serving.embedding_sets import embedding_set_url
from pages.shared.map_titles import map_title

Shown = tuple[EmbeddingSet, Map]
MOVED = 100
WAY = "maps-way"
WAYS = {"beside": "Side by side", "path": "One becomes the other"}


def panes_of(shown: Sequence[Shown]) -> list[Pane]:
    """What the browser draws: a pane a map, or one pane that moves from one map to the other."""
    several = len({embedding_set.name for embedding_set, _ in shown}) > 1
    panes = [_pane(*each, named=several) for each in shown]
    if len(shown) < 2:
        return panes
    turn = turn_onto(shown[1][1].points(), shown[0][1].points())
    last = panes[1].stops[-1]
    turned = replace(last, turn=turn, label=panes[1].title)
    if st.session_state.get(WAY) == "path":
        first = replace(panes[0].stops[-1], label=panes[0].title)
        return [Pane(f"{panes[0].title} → {panes[1].title}", [first, turned])]
    stops = [*(replace(stop, turn=turn) for stop in panes[1].stops[:-1]), replace(last, turn=turn)]
    return [panes[0], replace(panes[1], stops=stops)]


def draw_way(shown: Sequence[Shown]) -> None:
    """How two maps are compared: below them, so that they begin as high as one alone."""
    if len(shown) > 1:
        st.segmented_control(
            "How to compare",
            list(WAYS),
            format_func=WAYS.__getitem__,
            default="beside",
            key=WAY,
            required=True,
            label_visibility="collapsed",
        )


def most_moved(shown: Sequence[Shown]) -> NDArray[np.int64] | None:
    """The rows that lie at the most different places, farthest first; None where maps differ."""
    if len(shown) < 2 or shown[0][1].points().shape != shown[1][1].points().shape:
        return None
    moved = align(shown[1][1].points(), shown[0][1].points()).moved
    return np.argsort(-moved, kind="stable")[:MOVED].astype(np.int64)


def _pane(embedding_set: EmbeddingSet, found: Map, *, named: bool) -> Pane:
    title = map_title(found)
    pane = pane_of(found, title=f"{embedding_set.about()['title']}: {title}" if named else title)
    base = embedding_set_url(embedding_set)
    stops = [Stop(f"{base}{stop.url}", stop.label) for stop in pane.stops]
    return replace(pane, stops=stops)
