"""Whose images are asked, and how; all of it is in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.embeddings import EmbeddingSet
from pages.serving.ask import ask
from pages.shared.conditions import rows_where
from pages.shared.controls import bound_select
from pages.shared.points_choice import choose_points
from pages.shared.rows_text import rows_of

MOST = {"1000": "1,000", "5000": "5,000", "50000": "50,000"}
USUAL = "5000"
ROWS = "rows"


@dataclass(frozen=True)
class Asked:
    """Whose points, and how they are asked."""

    embedding_set: EmbeddingSet
    same: str
    said: dict[str, Any]


@st.cache_data(max_entries=12, show_spinner="Asking every image for its class …")
def answered(question: dict[str, Any], stamp: str) -> dict[str, Any]:
    """The call's answer; raises as `ask` does."""
    del stamp
    return ask("retrieval", **question)


def _only(embedding_set: EmbeddingSet) -> NDArray[np.int64] | None:
    """The points that a link from the map asks with; None for all. A button goes back to all."""
    text = st.query_params.get(ROWS)
    if text is None:
        return None
    rows = rows_of(text, int(embedding_set.about()["count"]))
    if rows is None:
        st.caption("The link's points are not of this set, so all are asked.")
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Only the {len(rows):,} points that were selected on the map ask.")
        if st.button("Ask all", icon=":material/close:", type="tertiary", key="ask-all"):
            st.query_params.pop(ROWS)
            st.rerun()
    return rows


def asked() -> Asked | None:
    """What the controls say, answered; None where something is missing, which is then said."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        points = choose_points()
        if points is None:
            return None
        most = bound_select(
            "Queries at most", list(MOST), key="most", default=USUAL, titles=MOST.__getitem__
        )
    only = _only(points.embedding_set)
    fit = rows_where(points.embedding_set, "Asked by")
    if only is not None and fit is not None:
        only = np.intersect1d(only, fit)
    only = fit if only is None else only
    question = {**points.question, "most": int(most)}
    said = answered(question if only is None else {**question, "only": only}, points.stamp)
    return Asked(points.embedding_set, points.same, said)
