"""Points selected on the map by what is known of them: columns, text, wrong ones; all in the link.

The address holds one "where" a condition, such as where=class=cat, as `python -m core export` takes
them. They select; what is then selected by hand takes their place.
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
from pages.map.data_issues import select
from pages.shared.plain import plain
from pages.shared.query_params import follow, note

WHERE = "where"
NAMED = "bound-where"
WRONG = "correct=wrong"
Rows = NDArray[np.int64]


def ask_by_link(embedding_set: EmbeddingSet, *, key: str) -> str:
    """Where other conditions are asked for than before: request their points from the map.

    What is wrong with them, else "".
    """
    follow(NAMED, tuple(st.query_params.get_all(WHERE)))
    where, held = _where(), f"{key}-where"
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
        _set(())


def _where() -> tuple[str, ...]:
    """The conditions that hold now: a run may bring the address from before a change."""
    return tuple(st.session_state.get(NAMED, ()))


def _set(where: Sequence[str]) -> None:
    st.session_state[NAMED] = tuple(where)
    note(NAMED, tuple(where))
    if where:
        st.query_params[WHERE] = list(where)
    else:
        st.query_params.pop(WHERE, None)


def draw_select(embedding_set: EmbeddingSet) -> None:
    """The controls; each change goes to the address, and from there to the map."""
    where = _where()
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
    _set(where)
    st.rerun(scope="app")
