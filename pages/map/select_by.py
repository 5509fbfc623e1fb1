"""Points selected on the map by what is known of them: columns, text, wrong ones; all in the link.

The address holds one "where" a condition, such as where=class=cat, as `python -m core export` takes
them. They select; what is then selected by hand takes their place.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.embeddings import EmbeddingSet
from core.embeddings.chosen import chosen_rows
from core.errors import BadSource
from pages.map.data_issues import select
from pages.shared.conditions import set_where, where_asked

Rows = NDArray[np.int64]


def ask_by_link(embedding_set: EmbeddingSet, *, key: str) -> str:
    """Where other conditions are asked for than before: request their points from the map.

    What is wrong with them, else "".
    """
    where, held = where_asked(), f"{key}-where"
    if where == st.session_state.get(held, ()):
        return str(st.session_state.get(f"{held}-wrong", ""))
    rows, wrong = np.empty(0, np.int64), ""
    try:
        rows = chosen_rows(embedding_set, where) if where else rows
        wrong = "" if len(rows) or not where else f"No point has {' and '.join(where)}."
    except BadSource as error:
        wrong = str(error)
    select(embedding_set, rows)
    told = {"": where, "-wrong": wrong, "-rows": rows, "-seen": False}
    st.session_state.update({f"{held}{part}": value for part, value in told.items()})
    return wrong


def keep_by_link(selection: Rows | None, *, key: str) -> None:
    """Once the map shows them, another selection ends the conditions."""
    held = f"{key}-where"
    if not st.session_state.get(held):
        return
    if selection is not None and np.array_equal(selection, st.session_state[f"{held}-rows"]):
        st.session_state[f"{held}-seen"] = True
    elif st.session_state[f"{held}-seen"]:
        st.session_state[held] = ()
        set_where(())
