"""The address of this very view with another image pinned."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st


def pinned_link(row: int) -> str:
    """All that the address says, but for the image."""
    kept = [
        (key, value)
        for key in st.query_params
        if key != "image"
        for value in st.query_params.get_all(key)
    ]
    return f"compare?{urlencode([*kept, ('image', str(row))])}"
