"""A defect in a page's script: Streamlit shows a sentence with its number, never a traceback."""

from __future__ import annotations

import streamlit as st

from core.defects import noted, sentence


def tell_defect(error: Exception) -> bool:
    """What Streamlit calls for an exception that no page caught; whether it has been told."""
    st.error(sentence(noted(error, "a page")), icon=":material/bug_report:")
    return True
