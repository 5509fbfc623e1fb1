"""Where a page is found: what a file that was made of it says of its source."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st


def found_at() -> str:
    """A sentence with the address of the page as it is now; "" where nobody asked by a browser."""
    if not st.context.url:
        return ""
    known = st.query_params
    asked = urlencode({key: known.get_all(key) for key in known}, doseq=True)
    return f"Made of: {st.context.url}{f'?{asked}' if asked else ''}"
