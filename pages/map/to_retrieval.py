"""From what is selected on the map to Retrieval, with exactly these points as queries."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.embeddings import EmbeddingSet
from core.embeddings.shows import columns_of
from pages.shared.catalogue import page_link
from pages.shared.rows_text import rows_text


def to_retrieval(embedding_set: EmbeddingSet, selection: NDArray[np.int64] | None) -> None:
    """How many are selected, and the link; of too many for an address, that it is so."""
    if selection is None:
        return
    count = embedding_set.about()["count"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Selected: {len(selection):,} of {count:,}.", width="content")
        if not columns_of(embedding_set):
            return
        text = rows_text(selection, count)
        if text is None:
            st.caption("Too many to be named in a link to Retrieval.", width="content")
            return
        page_link("retrieval", "Ask these in Retrieval", cloud=embedding_set.name, rows=text)
