"""The end of a lesson: what one predicted and what came out, to take along or to delete."""

from __future__ import annotations

import streamlit as st

from core.access import Action, access, who
from core.lessons import kept
from core.lessons.lesson import Lesson, Step
from core.lessons.measured import figures_of, is_right, right_answer
from core.lessons.study import seed_runs
from core.lessons.texts import filled
from core.runs.run import Run
from pages.lessons.answers import forget, mine
from pages.lessons.question import as_answer, shown
from pages.shared.delete_button import delete_button
from pages.shared.html_table import html_table
from pages.shared.report_sheet import Asked, sheet_button


def draw_end(lesson: Lesson) -> None:
    """A table of predictions, the sheet, and the way to delete them."""
    st.subheader("What you expected", anchor=False)
    told = [each for step in lesson.steps if (each := _told(lesson, step)) is not None]
    if told:
        html_table(
            ["Step", "You predicted", "What came out", ""],
            [[step.title, one.answer, one.right, _mark(right)] for step, one, right in told],
        )
    else:
        st.caption("You made no prediction.")
    with st.container(horizontal=True):
        sheet_button(
            _runs(lesson),
            title=lesson.title,
            key=f"lesson-{lesson.name}",
            asked=[one for _, one, _ in told],
            by=who().name,
        )
        if mine(lesson.name).events:
            _delete(lesson)
    st.caption(_whose())


def _told(lesson: Lesson, step: Step) -> tuple[Step, Asked, bool | None] | None:
    given, asked = mine(lesson.name).answers.get(step.name), step.question
    if given is None or asked is None:
        return None
    figures, _ = figures_of(lesson, step)
    answer, right = as_answer(given.answer), right_answer(asked, figures)
    came = "–" if right is None else shown(asked, right, figures)
    said = Asked(filled(asked.ask, figures), shown(asked, answer, figures), came)
    return step, said, is_right(asked, answer, figures)


def _mark(right: bool | None) -> str:
    return "" if right is None else "✓ as it came out" if right else "it came out otherwise"


def _runs(lesson: Lesson) -> dict[str, Run]:
    """One's own newest finished runs of the lesson."""
    found: dict[str, Run] = {}
    for step in lesson.steps:
        own = [each for each in seed_runs(lesson, step) if each.mine and each.done]
        if own:
            found |= {f"{title}, seed {own[-1].seed}": run for title, run in own[-1].runs.items()}
    return found


def _delete(lesson: Lesson) -> None:
    delete_button(
        lesson.title,
        lambda _: forget(lesson.name),
        "Your predictions in this lesson, and which runs are yours in it. The runs stay on Live.",
        key=f"forget-{lesson.name}",
        label="Delete my answers",
        owner=who().name,
        action=Action.SEE,
    )


def _whose() -> str:
    if not kept.keeps():
        return "Your predictions are kept in this tab alone, and go with it."
    if access().mode.shared:
        return (
            "Your predictions are kept on this server under your name until you or a teacher "
            "delete them. Teachers see them; other people see your runs as dots without a name."
        )
    return "Your predictions are kept on this machine, beside the runs."
