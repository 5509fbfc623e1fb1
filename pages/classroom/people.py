"""Who is at which step, and what each still has to do."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import streamlit as st

from core.figures.predictions import counted
from core.figures.tables import Cell
from core.lessons.kept import Person
from core.lessons.lesson import Lesson
from pages.shared.catalogue import page_link
from pages.shared.figure_card import figure_card
from pages.shared.html_table import html_table


def draw_people(lesson: Lesson, people: Sequence[Person]) -> None:
    """A bar for each step, and a line for each person."""
    if not people:
        st.info(
            "Nobody has opened this lesson yet. Send the link above, or open it yourself.",
            icon=":material/group:",
        )
        page_link("lessons", "Open the lesson", lesson=lesson.name, step=lesson.steps[0].name)
        return
    at = [person.step for person in people]
    titles = [f"{number}. {step.title}" for number, step in enumerate(lesson.steps, 1)]
    figure_card(
        counted(titles, [at.count(step.name) for step in lesson.steps], right=None),
        name=f"where-{lesson.name}",
        caption=f"At which step each of {len(people)} is now.",
        alt="How many people are at each step",
    )
    asked = [step.name for step in lesson.steps if step.question]
    rows: list[list[Cell]] = [_row(lesson, person, asked) for person in people]
    html_table(["Name", "Step", "Predictions", "Runs", "Last seen"], rows)


def _row(lesson: Lesson, person: Person, asked: Sequence[str]) -> list[Cell]:
    known = lesson.step_names
    step = f"{known.index(person.step) + 1} of {len(known)}" if person.step in known else "–"
    made = sum(name in person.answers for name in asked)
    return [
        person.name or "you",
        step,
        f"{made} of {len(asked)}",
        str(len(person.trained)),
        _when(person.events[-1].at) if person.events else "–",
    ]


def _when(at: float) -> str:
    """The minute, in the server's time zone."""
    return f"{datetime.datetime.fromtimestamp(at, datetime.UTC).astimezone():%Y-%m-%d %H:%M}"
