"""The way to the form that makes another map, and back: `make=upload` in the address."""

from __future__ import annotations

import streamlit as st

KEY = "make"


def make_button() -> None:
    """A button that leads to one's own files."""
    st.button(
        "Your own files",
        icon=":material/upload_file:",
        on_click=ask_make,
        args=("upload",),
        width="stretch",
        key="make-own",
    )


def ask_make(kind: str) -> None:
    """A callback: show the form instead of the map."""
    st.query_params[KEY] = kind


def leave_make() -> None:
    """A callback: show the map again."""
    st.query_params.pop(KEY, None)
