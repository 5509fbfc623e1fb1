"""A folded section that costs nothing before it is opened, and forgets nothing after."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def folded(
    label: str, *, key: str, icon: str | None = None, expanded: bool = False
) -> DeltaGenerator | None:
    """The section, to be filled, once it was opened; None where it need not be built yet.

    From then on it is built even when it is closed again: what was typed into it stays. The `label`
    may change while the `key` stays the same.
    """
    opened = f"{key}-opened"
    if key not in st.session_state:  # the page is new
        st.session_state[opened] = expanded
    section = st.expander(label, expanded, key=key, icon=icon, on_change="rerun")
    if section.open:
        st.session_state[opened] = True
    return section if st.session_state[opened] else None
