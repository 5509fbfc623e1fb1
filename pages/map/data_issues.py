"""Tables of points worth a look, whose rows select them on the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.diagnosis.data_issues import Issues, data_issues
from core.embeddings import EmbeddingSet
from pages.map.compare import Shown, most_moved
from pages.shared.errors import explained

KINDS = {
    "label_errors": (
        "Likely label errors",
        "Most of the ten nearest images are of one other class: the label or the net may be wrong.",
        "their class",
        "share of them",
    ),
    "duplicates": (
        "Near-duplicates",
        "The closest pairs. 0 is an exact copy, 1 the typical distance to a nearest neighbour. "
        "Copies across training and test set flatter test figures.",
        "like number",
        "distance",
    ),
    "outliers": (
        "Outliers",
        "Far from the rest of their class, in multiples of its usual distance.",
        "class",
        "times",
    ),
}


def draw_data_issues(embedding_set: EmbeddingSet, shown: Sequence[Shown]) -> None:
    """What to look at, searched when asked for."""
    moved, key = most_moved(shown), f"finds-{embedding_set.name}"
    with st.container(horizontal=True):
        if moved is not None:
            st.button(
                f"Select the {len(moved)} that moved most",
                icon=":material/open_with:",
                on_click=select,
                args=(embedding_set, moved),
            )
        place = st.empty()
        label = "Search for label errors, near-duplicates and outliers"
        if key not in st.session_state and place.button(label, icon=":material/search:"):
            with explained(), place, st.spinner("Comparing every point with its neighbours …"):
                st.session_state[key] = data_issues(embedding_set.vectors(), embedding_set.labels())
            place.empty()
    if key in st.session_state:
        _tables(embedding_set, st.session_state[key])
    else:
        st.caption(
            "Compares points in the original space, in a few seconds. A click on a row shows "
            "it on the map."
        )


def _tables(embedding_set: EmbeddingSet, issues: dict[str, Issues]) -> None:
    names = [name for name in KINDS if name in issues]
    kind = st.segmented_control(
        "What",
        names,
        format_func=lambda name: f"{KINDS[name][0]} ({len(issues[name].rows)})",
        default=names[0],
        key=f"finds-kind-{embedding_set.name}",
        label_visibility="collapsed",
    )
    kind = kind or names[0]
    found = issues[kind]
    st.caption(f"{KINDS[kind][1]} {found.note}")
    if not len(found.rows):
        st.caption("None were found.")
        return
    table = f"finds-table-{embedding_set.name}-{kind}"

    def chosen() -> None:
        select(embedding_set, _rows(kind, found, st.session_state[table]["selection"]["rows"]))

    st.dataframe(
        _columns(embedding_set, kind, found),
        hide_index=True,
        height=260,
        on_select=chosen,
        selection_mode="multi-row",
        key=table,
    )
    st.button(
        "Select all on the map",
        icon=":material/select_all:",
        on_click=select,
        args=(embedding_set, _rows(kind, found, range(len(found.rows)))),
    )


def _rows(kind: str, found: Issues, chosen: Sequence[int]) -> NDArray[np.int64]:
    at = np.asarray(list(chosen), np.int64)
    both = [found.rows[at], found.other[at]] if kind == "duplicates" else [found.rows[at]]
    return np.concatenate(both)


def _columns(embedding_set: EmbeddingSet, kind: str, found: Issues) -> dict[str, Any]:
    classes, names = embedding_set.about()["classes"], embedding_set.names()
    labels = np.asarray(embedding_set.labels(), np.int64)

    def named(label: int) -> str:
        return classes[label] if 0 <= label < len(classes) else "unknown"

    other, score = KINDS[kind][2:]
    table: dict[str, Any] = {"number": found.rows.tolist()}
    if names is not None:
        table["name"] = [names[row] for row in found.rows]
    if kind != "outliers":
        table["class"] = [named(labels[row]) for row in found.rows]
    numbers = found.other.tolist()
    table[other] = numbers if kind == "duplicates" else [named(number) for number in numbers]
    table[score] = [round(float(value), 3) for value in found.score]
    return table


def select(embedding_set: EmbeddingSet, rows: NDArray[np.integer] | Sequence[int]) -> None:
    """A callback: let the map select these rows."""
    key = f"wish-{embedding_set.name}"
    before: tuple[int, Any] = st.session_state.get(key, (0, ()))
    st.session_state[key] = (before[0] + 1, [int(row) for row in rows])
