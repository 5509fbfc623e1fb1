"""Whose images are asked, and how; all of it is in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.embeddings import EmbeddingSet
from core.embeddings.shows import CLASS, columns_of
from core.verification.scores import TITLES
from pages.serving.ask import ask
from pages.shared.controls import bound_select
from pages.shared.embedding_choice import chosen_embedding_set

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
        with st.container(width=420):
            embedding_set = chosen_embedding_set()
        if embedding_set is None:
            st.info("No run has a test embedding yet.")
            return None
        columns = columns_of(embedding_set)
        if not columns:
            st.info("These points have no classes, so nothing says what is right.")
            return None
        by = bound_select("Nearest by", list(TITLES), key="by", titles=TITLES.__getitem__)
        same = CLASS if CLASS in columns else next(iter(columns))
        if len(columns) > 1:
            titles = columns.__getitem__
            same = bound_select("Right if equal in", list(columns), key="same", titles=titles)
        most = bound_select(
            "Queries at most", list(MOST), key="most", default=USUAL, titles=MOST.__getitem__
        )
    question = {"embedding_set": embedding_set.name, "by": by, "same": same, "most": int(most)}
    stamp = str((embedding_set.folder / "vectors.npy").stat().st_mtime_ns)
    return Asked(embedding_set, same, answered(question, stamp))
