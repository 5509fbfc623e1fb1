"""Points by what is known of them: columns, text, wrong ones; the conditions are in the address.

The address holds one "where" a condition, such as where=class=cat, as `python -m core export`,
`retrieve` and `verify` take them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.embeddings import EmbeddingSet
from core.embeddings.chosen import NAME, chosen_rows
from core.embeddings.shows import CLASS
from core.errors import BadSource
from pages.shared.folded import folded
from pages.shared.plain import plain
from pages.shared.query_params import follow, note

WHERE = "where"
NAMED = "bound-where"
WRONG = "correct=wrong"
Rows = NDArray[np.int64]


def where_asked() -> tuple[str, ...]:
    """The conditions of the address, or what a control has put there since."""
    follow(NAMED, tuple(st.query_params.get_all(WHERE)))
    return where_now()


def rows_where(embedding_set: EmbeddingSet, what: str) -> Rows | None:
    """The controls, folded where nothing is asked for, and the rows that they leave; None: all.

    `what` says what becomes of these points. Raises BadSource where none is left.
    """
    where = where_asked()
    section = folded("Only some points", key="where", expanded=bool(where))
    if section:
        with section:
            draw_conditions(embedding_set)
    if not where:
        return None
    rows = chosen_rows(embedding_set, where)
    if not len(rows):
        raise BadSource(f"No point has {' and '.join(where)}. Take a condition away.")
    st.caption(plain(f"{what} the {len(rows):,} points with {' and '.join(where)}."))
    return rows


def where_now() -> tuple[str, ...]:
    """The conditions that hold now: a run may bring the address from before a change."""
    return tuple(st.session_state.get(NAMED, ()))


def set_where(where: Sequence[str]) -> None:
    """Let these hold, in the address too."""
    st.session_state[NAMED] = tuple(where)
    note(NAMED, tuple(where))
    if where:
        st.query_params[WHERE] = list(where)
    else:
        st.query_params.pop(WHERE, None)


def draw_conditions(embedding_set: EmbeddingSet) -> None:
    """The controls; each change goes to the address, and from there to the points."""
    where = where_now()
    kinds = {CLASS: "class"} | {each.name: each.kind for each in embedding_set.columns()}
    titles = {CLASS: "class"} | {each.name: each.title for each in embedding_set.columns()}
    if not embedding_set.about()["classes"]:
        del kinds[CLASS]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=220):
            column = st.selectbox(
                "Column", list(kinds), format_func=titles.__getitem__, key="select-column"
            )
        condition = _condition(embedding_set, column, kinds) if column else None
        if st.button("Select", icon=":material/filter_alt:", disabled=not condition):
            _go([*where, condition] if condition and condition not in where else where)
        if embedding_set.names() is not None:
            _by_name(where)
        if "correct" in kinds and st.button("Wrong only", disabled=WRONG in where):
            _go([*where, WRONG])
    _draw_chosen(where)


def _condition(embedding_set: EmbeddingSet, column: str, kinds: dict[str, str]) -> str | None:
    """What the fields say of the chosen column."""
    if kinds[column] == "number":
        with st.container(width=130):
            sign = st.selectbox("Is", ["<", ">", "="], key="select-sign")
        with st.container(width=150):
            value = st.number_input("Number", value=None, key="select-number", format="%g")
        return None if value is None else f"{column}{sign}{value:g}"
    with st.container(width=260):
        picked = st.selectbox(
            "Is", embedding_set.classes_of(column), index=None, key=f"select-value-{column}"
        )
    return None if picked is None else f"{column}={picked}"


def _by_name(where: Sequence[str]) -> None:
    with st.container(width=220):
        text = st.text_input("Name contains", key="select-name").strip()
    if text and f"{NAME}~{text}" not in where:
        _go([*(each for each in where if not each.startswith(f"{NAME}~")), f"{NAME}~{text}"])


def _draw_chosen(where: Sequence[str]) -> None:
    """The conditions, each with a button that takes it away."""
    if not where:
        st.caption("Conditions hold together, and stand in the address: a link shows the same.")
        return
    with st.container(horizontal=True):
        for number, each in enumerate(where):
            if st.button(plain(each), icon=":material/close:", key=f"select-drop-{number}"):
                if each.startswith(f"{NAME}~"):
                    st.session_state.pop("select-name", None)
                _go([*where[:number], *where[number + 1 :]])


def _go(where: Sequence[str]) -> None:
    set_where(where)
    st.rerun(scope="app")
