"""A control whose value stands in the address: set by a link, kept when it is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st


def follow(name: str, *, key: str, read: Callable[[str | None], Any]) -> None:
    """Before the control `key` is drawn: where the address says something new (a link, the
    browser's way back), the control takes `read(text)`, None where the address says nothing.
    """
    text = st.query_params.get(name)
    if key not in st.session_state or text != st.session_state.get(f"{key}-address"):
        st.session_state[key] = read(text)


def keep(name: str, text: str | None, *, key: str) -> None:
    """After it is drawn: put `text` into the address; None, the usual value, takes no room."""
    if text is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != text:
        st.query_params[name] = text
    st.session_state[f"{key}-address"] = text
