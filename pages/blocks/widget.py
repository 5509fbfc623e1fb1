"""A Gradio widget within a page."""

from __future__ import annotations

import streamlit as st


def widget(name: str, *, height: int) -> None:
    """Show the widget served at `/widgets/<name>/`; it follows the page: light or dark."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    st.iframe(f"/widgets/{name}/?__theme={theme}", height=height)
