"""Who is signed in, the way out, and what this server lets nobody do."""

from __future__ import annotations

import html

import streamlit as st

from core.access import Role, access, who
from core.access.may import READ_ONLY
from pages.serving.base import under_base
from pages.serving.guard.forms import PRIVACY, SIGN_OUT

VIEWER = "As a viewer you look and try photos; an admin can make you a member."


def draw_account() -> None:
    """In the side bar: name, role, and links; nothing on one's own machine. Above the page: why its
    buttons are dead, where they are.
    """
    mode = access().mode
    if not mode.shared:
        return
    person = who()
    privacy = f'<a href="{under_base(PRIVACY)}" target="_self">Privacy</a>'
    if mode.sign_in:
        out = f'<a href="{under_base(SIGN_OUT)}" target="_self">Sign out</a>'
        said = f"{html.escape(person.name)} · {person.role}<br>{out} · {privacy}"
    else:
        said = f"Demonstration<br>{privacy}"
    with st.sidebar:
        st.html(f'<p class="account">{said}</p>')
    if mode.read_only or person.role is Role.VIEWER:
        st.caption(f":material/lock: {READ_ONLY if mode.read_only else VIEWER}")
