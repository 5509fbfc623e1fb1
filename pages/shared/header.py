"""The top of every page: its title, the question it answers, and how to read it."""

from __future__ import annotations

import streamlit as st


def header(title: str, question: str, how_to_read: str | None = None) -> None:
    """Title, one sentence, and an explanation that opens (Markdown: formula, trap, paper): in one
    row, as what the page shows wants the window's height.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="page-header"):
        st.title(title, anchor=False, width="content")
        st.markdown(question, width="stretch")
        if how_to_read:
            with st.popover("How to read this", icon=":material/menu_book:", type="tertiary"):
                st.markdown(how_to_read)
