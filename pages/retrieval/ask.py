"""Whose images are asked, and how; all of it is in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.embeddings import EmbeddingSet
from pages.serving.ask import ask
from pages.shared.controls import bound_select
from pages.shared.points_choice import choose_points

MOST = {"1000": "1,000", "5000": "5,000", "50000": "50,000"}
USUAL = "5000"


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


def asked() -> Asked | None:
    """What the controls say, answered; None where something is missing, which is then said."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        points = choose_points()
        if points is None:
            return None
        most = bound_select(
            "Queries at most", list(MOST), key="most", default=USUAL, titles=MOST.__getitem__
        )
    said = answered({**points.question, "most": int(most)}, points.stamp)
    return Asked(points.embedding_set, points.same, said)
