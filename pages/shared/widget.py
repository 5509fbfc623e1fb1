"""A Gradio widget within a page."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from pages.serving.base import under_base

WHAT = {
    "clothes": "Try a photo of clothes",
    "kinship": "Compare two faces",
    "puzzle": "Solve a puzzle",
}
"""What a widget is for, read aloud as the title of its frame."""


def widget(name: str, *, height: int, **query: str) -> None:
    """Show the widget served at `/widgets/<name>/`, with `query` in its address; it follows the
    page: light or dark.
    """
    theme = "dark" if st.context.theme.type == "dark" else "light"
    address = under_base(f"/widgets/{name}/")
    st.iframe(
        f"{address}?{urlencode({'__theme': theme, **query})}",
        height=height,
        alt=WHAT.get(name, name),
    )
