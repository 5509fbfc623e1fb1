"""What this visitor answered: kept by person where anything is kept, else in this tab."""

from __future__ import annotations

import time

import streamlit as st

from core.lessons import kept
from core.lessons.kept import PREDICTED, SAW, Event, Person
from core.lessons.lesson import Answer

HERE = "lesson-answers"
PASSED = "lesson-passed"


def mine(lesson: str) -> Person:
    """What they did in a lesson."""
    if kept.keeps():
        return kept.own(lesson)
    return Person("", tuple(_tab().get(lesson, ())))


def predict(lesson: str, step: str, given: Answer) -> None:
    """Keep a prediction."""
    if kept.keeps():
        kept.answer(lesson, step, given)
    elif step not in mine(lesson).answers:
        _tab().setdefault(lesson, []).append(Event(PREDICTED, step, time.time(), given))


def saw(lesson: str, step: str) -> None:
    """Note that they are at a step, where that is new."""
    if kept.keeps() and mine(lesson).step != step:
        kept.note(lesson, Event(SAW, step))


def pass_over(lesson: str, step: str) -> None:
    """Show a step without a prediction, in this tab."""
    st.session_state.setdefault(PASSED, set()).add((lesson, step))


def is_passed(lesson: str, step: str) -> bool:
    """Whether they asked for that."""
    return (lesson, step) in st.session_state.get(PASSED, set())


def forget(lesson: str) -> None:
    """Delete all of it."""
    kept.forget(lesson)
    _tab().pop(lesson, None)
    st.session_state.pop(PASSED, None)


def _tab() -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = st.session_state.setdefault(HERE, {})
    return found
