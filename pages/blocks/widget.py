"""A Gradio widget within a page."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st


def widget(name: str, *, height: int, **query: str) -> None:
    """Show the widget served at `/widgets/<name>/`, with `query` in its address; it follows the
    page: light or dark.
    """
    theme = "dark" if st.context.theme.type == "dark" else "light"
    st.iframe(f"/widgets/{name}/?{urlencode({'__theme': theme, **query})}", height=height)
