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
