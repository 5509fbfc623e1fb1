"""The lessons as cards: what each asks, how long it takes, and how far one is."""

from __future__ import annotations

import streamlit as st

from core.lessons.lesson import Lesson
from core.lessons.reading import broken_lessons, lessons
from pages.lessons.answers import mine
from pages.shared.link_card import link_card
from pages.shared.plain import plain

WIDTH = 320


def draw_cards() -> None:
    """A card for each lesson; those that cannot be read are named below."""
    found = lessons()
    if not found:
        st.info(
            "There is no lesson here. Write one: docs/teachers.md shows how, and a new file in "
            "`lessons/` shows up by itself.",
            icon=":material/school:",
        )
    with st.container(horizontal=True, gap="small"):
        for each in found.values():
            link_card(
                "lessons",
                each.title,
                _about(each),
                key=f"lesson-{each.name}",
                width=WIDTH,
                lesson=each.name,
                step=_step(each),
            )
    for reason in broken_lessons().values():
        st.warning(plain(reason), icon=":material/broken_image:")


def _about(lesson: Lesson) -> str:
    person = mine(lesson.name)
    steps = len(lesson.steps)
    about = [f"{steps} steps"]
    if lesson.minutes:
        about.append(f"about {lesson.minutes} min")
    if lesson.level:
        about.append(lesson.level)
    asked = sum(step.question is not None for step in lesson.steps)
    if person.answers:
        about.append(f"{len(person.answers)} of {asked} predictions made")
    return f"{lesson.about} *{' · '.join(about)}*"


def _step(lesson: Lesson) -> str:
    """Where one left off; at first the first."""
    return lesson.step(mine(lesson.name).step).name
