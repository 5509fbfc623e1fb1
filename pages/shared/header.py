"""The top of every page: its title, the question it answers, and how to read it."""

from __future__ import annotations

import streamlit as st


def header(title: str, question: str, how_to_read: str | None = None) -> None:
    """Title, one sentence, and a folded explanation (Markdown: formula, trap, paper)."""
    st.title(title, anchor=False)
    st.markdown(question)
    if how_to_read:
        with st.expander("How to read this", icon=":material/menu_book:"):
            st.markdown(how_to_read)


def low_header(title: str, question: str, how_to_read: str) -> None:
    """The same in one row, for a page whose picture wants the window's height."""
    with st.container(horizontal=True, vertical_alignment="center", key="low-header"):
        st.title(title, anchor=False, width="content")
        st.markdown(question, width="stretch")
        with st.popover("How to read this", icon=":material/menu_book:", type="tertiary"):
            st.markdown(how_to_read)
