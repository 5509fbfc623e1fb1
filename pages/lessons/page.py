"""Why did it come out so? Predict first, then see: short lessons on real runs."""

from __future__ import annotations

import streamlit as st

from core.access import Action
from core.errors import EmbedscopeError
from core.lessons.lesson import Lesson
from core.lessons.reading import lesson as lesson_called
from pages.lessons.cards import draw_cards
from pages.lessons.end import draw_end
from pages.lessons.step import draw_step
from pages.shared.allowed import why_not
from pages.shared.catalogue import page_link
from pages.shared.controls import bound_select
from pages.shared.errors import explained
from pages.shared.header import header
from pages.shared.query_params import set_bound

TITLE = "Lessons"
GROUP = "Library"
ORDER = 0
ICON = ":material/school:"

HOW_TO_READ = """
Each step asks what you expect **before** it shows what came out: who has predicted sees what
surprises them. Every figure is measured from the runs when you see it; none is typed into the text.
Your first prediction is the one that is kept.

In a class each trains a locked recipe with a **seed** of their own, so that the class measures
together how much of a difference is luck.

**Trap.** A lesson's runs are few, and of few data sets: what is seen in them need not hold
elsewhere.

Crouch et al., *Classroom demonstrations: learning tools or entertainment?* (2004): who predicts
first learns more from what is shown.
"""


def draw_lesson(lesson: Lesson) -> None:
    """Where one is, the step, and the ways on."""
    names = lesson.step_names
    with st.container(horizontal=True, vertical_alignment="bottom"):
        page_link("lessons", "All lessons")
        if not why_not(Action.TEACH):
            page_link("classroom", "The class", lesson=lesson.name)
    titles = {each.name: f"{at}. {each.title}" for at, each in enumerate(lesson.steps, 1)}
    left, right = st.columns([2, 3], vertical_alignment="bottom", gap="medium")
    with left:
        name = bound_select("Step", names, key="step", titles=titles.__getitem__, always=True)
    at = names.index(name)
    right.progress((at + 1) / len(names), text=f"Step {at + 1} of {len(names)}")
    draw_step(lesson, lesson.step(name))
    st.divider()
    _ways(names, at)
    if at == len(names) - 1:
        with explained():
            draw_end(lesson)


def _ways(names: tuple[str, ...], at: int) -> None:
    with st.container(horizontal=True, key="lesson-ways"):
        st.button(
            "Back",
            icon=":material/arrow_back:",
            disabled=at == 0,
            on_click=set_bound,
            args=("step", names[max(at - 1, 0)]),
        )
        st.button(
            "Next step",
            type="primary",
            icon=":material/arrow_forward:",
            disabled=at == len(names) - 1,
            on_click=set_bound,
            args=("step", names[min(at + 1, len(names) - 1)]),
        )


asked = st.query_params.get("lesson")
if asked is None:
    header(TITLE, "What do you expect, and what comes out? Predict first, then see.", HOW_TO_READ)
    if not why_not(Action.TEACH):
        page_link("classroom", "The class: who is where, what they answered, what they measured")
    draw_cards()
else:
    try:
        found = lesson_called(asked)
    except EmbedscopeError as error:
        header(TITLE, "This lesson cannot be opened.", HOW_TO_READ)
        st.error(str(error), icon=":material/broken_image:")
        draw_cards()
    else:
        header(found.title, found.about, HOW_TO_READ)
        draw_lesson(found)
