"""A word that this browser keeps: it is there on the next page and at the next visit.

It lies in a cookie of this app, which never leaves for another host.
"""

from __future__ import annotations

import html
from urllib.parse import quote, unquote

import streamlit as st

from pages.serving.base import under_base
from pages.serving.guard.scripts import KEEP_COOKIES

DAYS = 180


def kept_word(name: str) -> str | None:
    """What is kept under the name "embedscope-<name>"; None where nothing is."""
    known: str | None = st.session_state.get(_key(name))
    if known is None and (kept := st.context.cookies.get(f"embedscope-{name}")):
        known = unquote(kept)
    return known


def keep_word(name: str, word: str) -> None:
    """Keep it; draws nothing that is seen."""
    if word == kept_word(name):
        return
    st.session_state[_key(name)] = word
    value = f"embedscope-{name}={quote(word, safe='')}"
    cookie = f"{value};path={under_base('/')};max-age={DAYS * 86400};samesite=lax"
    told = f'<i hidden data-embedscope-cookie="{html.escape(cookie)}"></i>'
    st.html(f"{told}<script>{KEEP_COOKIES}</script>", unsafe_allow_javascript=True)


def _key(name: str) -> str:
    return f"kept-{name}"
