"""What a teacher takes along, as tables, and deletes before another class begins."""

from __future__ import annotations

import io
from functools import partial

import streamlit as st

from core.access import Action
from core.csv_text import Table
from core.lessons import kept
from core.lessons.lesson import Lesson
from core.lessons.measured import figures_of, is_right
from core.lessons.study import seed_runs
from pages.lessons.question import as_answer
from pages.lessons.study import seeds_csv
from pages.shared.delete_button import delete_button
from pages.shared.figure_card import csv_button


def draw_saves(lesson: Lesson) -> None:
    """The buttons."""
    with st.container(horizontal=True):
        csv_button("Save the answers", partial(answers_csv, lesson), name=f"answers-{lesson.name}")
        for step in lesson.steps:
            done = [each for each in seed_runs(lesson, step) if each.done]
            if step.training and done:
                csv_button(
                    f"Save the runs of “{step.title}”",
                    partial(seeds_csv, step.training, done),
                    name=f"runs-{lesson.name}-{step.name}",
                )
        delete_button(
            lesson.title,
            lambda _: kept.forget_all(lesson.name),
            "All answers of all people in this lesson, before another class begins. Runs stay.",
            key=f"forget-all-{lesson.name}",
            label="Delete the class's answers",
            action=Action.TEACH,
        )


def answers_csv(lesson: Lesson) -> str:
    """A line for each person and question: what was predicted, and whether it came out so."""
    out = io.StringIO()
    write = Table(out)
    write.writerow(
        ["name", "step", "question", "predicted", "as it came out", "seconds since 1970"]
    )
    asked = [step for step in lesson.steps if step.question]
    figures = {step.name: figures_of(lesson, step)[0] for step in asked}
    for person in kept.everyone(lesson.name):
        for step in asked:
            event = person.answers.get(step.name)
            if event is None or step.question is None:
                continue
            answer = as_answer(event.answer)
            told = " > ".join(answer) if isinstance(answer, tuple) else answer
            right = is_right(step.question, answer, figures[step.name])
            said = "" if right is None else "yes" if right else "no"
            write.writerow(
                [person.name, step.name, step.question.ask, told, said, f"{event.at:.0f}"]
            )
    return out.getvalue()
