"""Which run this browser looked at last: the next page, and the next visit, open on it.

It is kept in a cookie, which names a run and nothing else, and never leaves for another host.
"""

from __future__ import annotations

import json
from urllib.parse import quote, unquote

import streamlit as st

from pages.serving.base import under_base

KEY = "last-seen-run"
COOKIE = "embedscope-run"
DAYS = 180


def last_seen() -> str | None:
    """The run's name; it need not be there any more."""
    known = st.session_state.get(KEY)
    if known is None and (kept := st.context.cookies.get(COOKIE)):
        known = unquote(kept)
    return known


def saw(name: str) -> None:
    """Remember that the run was chosen or opened."""
    if name == last_seen():
        return
    st.session_state[KEY] = name
    place = under_base("/")
    cookie = f"{COOKIE}={quote(name, safe='')};path={place};max-age={DAYS * 86400};samesite=lax"
    st.html(
        f"<script>document.cookie = {json.dumps(cookie)}</script>", unsafe_allow_javascript=True
    )
