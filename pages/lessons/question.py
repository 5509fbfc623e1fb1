"""The question of a step: asked before anything is seen, and afterwards what was predicted."""

from __future__ import annotations

import streamlit as st

from core.errors import EmbedscopeError
from core.lessons.lesson import CHOICE, NUMBER, Answer, Figures, Lesson, Question, Step
from core.lessons.measured import is_right, right_answer
from core.lessons.texts import filled
from core.metrics.decimal import in_text
from pages.lessons.answers import is_passed, mine, pass_over, predict
from pages.shared.plain import plain

REFUSED = "lesson-refused"


def draw_question(lesson: Lesson, step: Step, figures: Figures) -> bool:
    """The question, or what was answered; whether the rest of the step may be seen."""
    asked = step.question
    if asked is None:
        return True
    given = mine(lesson.name).answers.get(step.name)
    with st.container(border=True, key="question"):
        st.markdown(f":material/psychology: **Predict first.** {filled(asked.ask, figures)}")
        if given is not None:
            _told(asked, as_answer(given.answer), figures)
            return True
        if is_passed(lesson.name, step.name):
            st.caption("You went on without a prediction.")
            return True
        _ask(lesson, step, asked, figures)
    return False


def _ask(lesson: Lesson, step: Step, asked: Question, figures: Figures) -> None:
    answer = _control(asked, f"ask-{lesson.name}-{step.name}", figures)
    with st.container(horizontal=True):
        st.button(
            "Keep my prediction",
            type="primary",
            icon=":material/lock:",
            disabled=answer is None,
            on_click=_keep,
            args=(lesson.name, step.name, answer),
        )
        st.button(
            "Show it without one",
            type="tertiary",
            on_click=pass_over,
            args=(lesson.name, step.name),
        )
    if refused := st.session_state.pop(REFUSED, ""):
        st.error(refused)


def _control(asked: Question, key: str, figures: Figures) -> Answer | None:
    """What is chosen; None while nothing is."""
    if asked.kind == CHOICE:
        return st.radio(
            "Your prediction",
            asked.choices,
            index=None,
            key=key,
            label_visibility="collapsed",
            format_func=lambda text: filled(text, figures),
        )
    if asked.kind == NUMBER:
        unit = f" ({asked.unit})" if asked.unit else ""
        whole = asked.low == int(asked.low) and asked.high - asked.low >= 20
        return st.number_input(
            f"Your prediction{unit}, {in_text(asked.low)} to {in_text(asked.high)}",
            float(asked.low),
            float(asked.high),
            None,
            step=1.0 if whole else (asked.high - asked.low) / 20,
            format="%.0f" if whole else "%.3f",
            key=key,
            width=320,
        )
    texts = [item.text for item in asked.items]
    first = "largest" if asked.largest_first else "smallest"
    chosen = st.multiselect(
        f"Pick all {len(texts)}, the {first} first",
        sorted(texts, key=str.casefold),
        key=key,
        placeholder=f"The {first} first",
    )
    return tuple(chosen) if len(chosen) == len(texts) else None


def _keep(lesson: str, step: str, answer: Answer) -> None:
    """A callback."""
    try:
        predict(lesson, step, answer)
    except (EmbedscopeError, OSError) as error:
        st.session_state[REFUSED] = f"Your prediction could not be kept: {error}"


def _told(asked: Question, answer: Answer, figures: Figures) -> None:
    """What was predicted, what is so, and what is said to who predicted that."""
    right, sure = right_answer(asked, figures), is_right(asked, answer, figures)
    st.markdown(f"You predicted: **{shown(asked, answer, figures)}**")
    if right is None or sure is None:
        st.caption("What comes out is not measured yet: it follows below, where you train it.")
        return
    told = shown(asked, right, figures)
    if sure:
        near = f" Measured: **{told}**." if asked.kind == NUMBER else ""
        st.success(f"That is what came out.{near}", icon=":material/check_circle:")
    else:
        st.info(f"What came out: **{told}**", icon=":material/lightbulb:")
    if isinstance(answer, str) and answer in asked.why:
        st.markdown(filled(asked.why[answer], figures))


def shown(asked: Question, answer: Answer, figures: Figures) -> str:
    """An answer as a person reads it, in Markdown."""
    if asked.kind == CHOICE:
        return filled(str(answer), figures)
    if asked.kind == NUMBER:
        unit = f" {asked.unit}" if asked.unit else ""
        return f"{in_text(float(str(answer)))}{unit}"
    return " › ".join(plain(each) for each in answer) if isinstance(answer, tuple) else ""


def as_answer(kept: object) -> Answer:
    """An answer as it lies in a file."""
    if isinstance(kept, list):
        return tuple(map(str, kept))
    return kept if isinstance(kept, str | float | tuple) else float(str(kept))
