"""Points selected by hand, click by click, as a link of the map has them, like a lasso."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.embeddings import EmbeddingSet
from pages.components.point_map import Seen
from pages.map.data_issues import select
from pages.shared.conditions import where_now
from pages.shared.query_params import follow, keep
from pages.shared.rows_text import rows_of, rows_text

ROWS = "rows"
NAMED = f"bound-{ROWS}"
GONE = "The link's points are not of this set, so none is selected."
LONG = "What is selected is too much for a link: it holds up to some thousand scattered points. "
INSTEAD = "Draw a lasso, or select by columns: a link holds those whatever their size."


def ask_by_hand(embedding_set: EmbeddingSet, *, key: str) -> str:
    """Where the address asks for other points than before: request them from the map.

    What is wrong with them, else "".
    """
    pending, refused = f"{key}-hand", f"{key}-hand-wrong"
    if follow(NAMED, st.query_params.get(ROWS)):
        text = st.session_state[NAMED]
        rows = rows_of(text, int(embedding_set.about()["count"])) if text else None
        select(embedding_set, () if rows is None else rows)
        st.session_state[pending] = rows
        st.session_state[refused] = GONE if text and rows is None else ""
    return str(st.session_state.get(refused, ""))


def keep_by_hand(embedding_set: EmbeddingSet, seen: Seen, *, key: str) -> None:
    """Put what was selected by hand into the address; of too much, say so."""
    rows, pending = seen.selection, f"{key}-hand"
    if st.session_state.get(pending) is not None:
        if rows is None:
            return  # the map does not show them yet
        st.session_state[pending] = None
    text, by_hand = None, rows is not None and not seen.view.lasso and not where_now()
    if rows is not None and by_hand:
        text = rows_text(np.asarray(rows), int(embedding_set.about()["count"]))
        if text is None:
            st.caption(LONG + INSTEAD)
    keep(ROWS, text, text)
