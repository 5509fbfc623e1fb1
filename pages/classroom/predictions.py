"""What the class predicted, a distribution for each question; what came out once it is revealed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from core.figures.predictions import counted, spread_of
from core.lessons.kept import Person
from core.lessons.lesson import CHOICE, NUMBER, Answer, Figures, Lesson, Question, Step
from core.lessons.measured import figures_of, is_right, right_answer
from core.lessons.texts import filled
from pages.lessons.question import as_answer, shown
from pages.shared.figure_card import figure_card

MOST_ORDERS = 8


def draw_predictions(lesson: Lesson, people: Sequence[Person]) -> None:
    """Question by question."""
    asked = [step for step in lesson.steps if step.question]
    if not asked:
        st.info("This lesson asks nothing.", icon=":material/info:")
        return
    revealed = st.toggle("Reveal what came out", key=f"reveal-{lesson.name}")
    for step in asked:
        given = [
            as_answer(event.answer)
            for p in people
            if (event := p.answers.get(step.name)) is not None
        ]
        if step.question:
            _draw(lesson, step, step.question, given, revealed=revealed)


def _draw(
    lesson: Lesson, step: Step, asked: Question, given: list[Answer], *, revealed: bool
) -> None:
    figures, _ = figures_of(lesson, step)
    with st.container(border=True):
        st.markdown(f"**{step.title}** · {filled(asked.ask, figures)}")
        if not given:
            st.caption("Nobody has predicted yet.")
            return
        right = right_answer(asked, figures) if revealed else None
        figure_card(
            _figure(asked, given, right, figures),
            name=f"predictions-{lesson.name}-{step.name}",
            caption=_caption(asked, given, right, figures),
            alt=f"What the class predicted: {step.title}",
        )


def _figure(asked: Question, given: list[Answer], right: Answer | None, figures: Figures) -> object:
    if asked.kind == NUMBER:
        numbers = [float(str(each)) for each in given]
        line = None if right is None else float(str(right))
        return spread_of(numbers, low=asked.low, high=asked.high, right=line, unit=asked.unit)
    texts = Counter(shown(asked, each, figures) for each in given)
    if asked.kind == CHOICE:
        choices = [filled(each, figures) for each in asked.choices]
        told = [texts.get(each, 0) for each in choices]
    else:
        common = texts.most_common(MOST_ORDERS)
        choices, told = [text for text, _ in common], [count for _, count in common]
    return counted(choices, told, right=None if right is None else shown(asked, right, figures))


def _caption(asked: Question, given: list[Answer], right: Answer | None, figures: Figures) -> str:
    n = f"{len(given)} predicted"
    if right is None:
        return f"{n}. What came out is marked once you reveal it."
    hits = sum(is_right(asked, each, figures) is True for each in given)
    return f"{n}, {hits} as it came out: **{shown(asked, right, figures)}**."
