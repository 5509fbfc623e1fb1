"""Ways from one screen to another, with its settings in the address."""

from __future__ import annotations

import streamlit as st

from pages.serving.screens import screens


def go_to(name: str, **query: str) -> None:
    """Go to the screen `name` with its settings in the address."""
    screen = next(screen for screen in screens() if screen.name == name)
    st.switch_page(screen.path, query_params=query)


def page_link(name: str, label: str | None = None, **query: str) -> None:
    """A link to the screen `name` with its settings in the address; nothing if there is none."""
    screen = next((screen for screen in screens() if screen.name == name), None)
    if screen is not None:
        st.page_link(
            screen.path,
            label=label or screen.title,
            icon=screen.icon,
            query_params=query or None,
        )
