"""The link that a class opens."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import streamlit as st

from core.access import access
from core.lessons.lesson import Lesson
from pages.serving.base import under_base


def draw_link(lesson: Lesson) -> None:
    """To copy: it opens the lesson at its first step, after signing in where that is needed."""
    parts = urlsplit(st.context.url or "")
    host = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    query = urlencode({"lesson": lesson.name, "step": lesson.steps[0].name})
    with st.container(key="class-link"):
        st.caption(f"The link for the class{_code()}")
        st.code(f"{host}{under_base('/lessons')}?{query}", language=None, wrap_lines=True)


def _code() -> str:
    asked = access()
    if not asked.mode.joins:
        return ":"
    return (
        f"; who is new joins by a name, a word of their own and the code **{asked.code or '–'}**:"
    )
