"""One step of a lesson, read from top to bottom; nothing below its question before an answer."""

from __future__ import annotations

import streamlit as st

from core.lessons.claims import failing
from core.lessons.lesson import Figures, Lesson, Step
from core.lessons.measured import figures_of
from core.lessons.texts import filled
from pages.lessons.answers import saw
from pages.lessons.pictures import draw_picture
from pages.lessons.question import draw_question
from pages.lessons.training import draw_training
from pages.shared.catalogue import page_link
from pages.shared.errors import explained

WIDTH = 760
"""Pixels of a line of text that is easily read."""


def draw_step(lesson: Lesson, step: Step) -> None:
    """All that may be seen of it now."""
    with explained():
        saw(lesson.name, step.name)
    figures, wrong = figures_of(lesson, step)
    st.subheader(step.title, anchor=False)
    _words(step.text, figures)
    _pictures(lesson, step, figures, before=True)
    if not draw_question(lesson, step, figures):
        return
    if step.training and not draw_training(lesson, step, step.training):
        return
    _pictures(lesson, step, figures, before=False)
    _words(step.explanation, figures)
    _doubts(step, figures, wrong)
    if step.paper:
        st.caption(f":material/article: {step.paper}")
    if step.link:
        with st.container(border=True, width="content"):
            page_link(step.link.page, step.link.label, **step.link.query)


def _words(text: str, figures: Figures) -> None:
    if text:
        st.markdown(filled(text, figures), width=WIDTH)


def _pictures(lesson: Lesson, step: Step, figures: Figures, *, before: bool) -> None:
    for at, picture in enumerate(step.pictures):
        if picture.before == before:
            with explained():
                draw_picture(picture, figures, key=f"lesson-{lesson.name}-{step.name}-{at}")


def _doubts(step: Step, figures: Figures, wrong: list[str]) -> None:
    """What could not be measured, and what the text says that does not hold here."""
    for text in wrong:
        st.warning(text, icon=":material/broken_image:")
    for claim in failing(step.claims, figures):
        st.warning(
            f"The runs here do not bear out what is said above ({claim}): read the figures, "
            "not the words.",
            icon=":material/report:",
        )
