"""A Gradio widget within a page."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from pages.serving.base import under_base


def widget(name: str, *, title: str, height: int, **query: str) -> None:
    """Show the widget served at `/widgets/<name>/`, with `query` in its address, light or dark as
    the page; a screen reader calls it `title`. It is `height` pixels high until it is there and
    as high as what it shows.
    """
    theme = "dark" if st.context.theme.type == "dark" else "light"
    address = under_base(f"/widgets/{name}/")
    query = {"__theme": theme, **query}
    st.iframe(f"{address}?{urlencode(query)}", height=height, alt=title)
