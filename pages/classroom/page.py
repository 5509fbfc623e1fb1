"""How far is the class, what did they expect, and what do their runs say together?"""

from __future__ import annotations

import streamlit as st

from core.access import Action
from core.lessons import kept
from core.lessons.kept import Person
from core.lessons.lesson import Lesson
from core.lessons.reading import lessons
from core.lessons.study import seed_runs
from pages.classroom.link import draw_link
from pages.classroom.people import draw_people
from pages.classroom.predictions import draw_predictions
from pages.classroom.saves import draw_saves
from pages.lessons.study import draw_study
from pages.shared.allowed import why_not
from pages.shared.catalogue import page_link
from pages.shared.controls import bound_segments, bound_select
from pages.shared.errors import explained
from pages.shared.header import header

TITLE = "Class"
GROUP = "Library"
ORDER = 9
ICON = ":material/co_present:"
UNDER = "lessons"

EVERY = 5.0  # seconds between two looks at what the class did
PEOPLE, PREDICTIONS, RUNS = "people", "predictions", "runs"
VIEWS = {PEOPLE: "Who is where", PREDICTIONS: "Predictions", RUNS: "Runs together"}
HOW_TO_READ = """
**Predictions** are shown as a distribution, without names, so that they can be projected; what came
out is marked once you reveal it. What counts is each person's first prediction.

**Runs together**: everybody trains the same recipe with a seed of their own. The dots spread as
luck does; the mean's interval narrows with every run.

**Trap.** A class is no random sample, and people at one table predict alike. Thirty runs on one
test set say how far seeds differ, not how far test sets do.

Dror et al., *Deep Dominance* (2019), and Bouthillier et al., *Accounting for Variance in Machine
Learning Benchmarks* (2021), on runs that differ in their seed.
"""


def draw_class(lesson: Lesson) -> None:
    view = bound_segments("What", tuple(VIEWS), key="view", titles=VIEWS.__getitem__, hidden=True)

    @st.fragment(run_every=EVERY)
    def look() -> None:
        with explained():
            _draw(lesson, view, kept.everyone(lesson.name))

    look()
    with explained():
        draw_saves(lesson)


def _draw(lesson: Lesson, view: str, people: list[Person]) -> None:
    if view == PEOPLE:
        draw_people(lesson, people)
    elif view == PREDICTIONS:
        draw_predictions(lesson, people)
    else:
        _runs(lesson)


def _runs(lesson: Lesson) -> None:
    steps = [step for step in lesson.steps if step.training is not None]
    if not steps:
        st.info("Nothing is trained in this lesson.", icon=":material/info:")
    for step in steps:
        found = seed_runs(lesson, step)
        st.subheader(step.title, anchor=False)
        if not found:
            st.caption("Nobody has trained here yet: open the step and press its button.")
            page_link("lessons", "Open the step", lesson=lesson.name, step=step.name)
        elif step.training:
            draw_study(lesson, step, step.training, found)


header(
    TITLE,
    "How far is the class, what did they expect, and what do their runs say together?",
    HOW_TO_READ,
)
known = lessons()
if why := why_not(Action.TEACH):
    st.warning(why, icon=":material/lock:")
elif not known:
    st.info("There is no lesson here.", icon=":material/school:")
else:
    titles = {name: each.title for name, each in known.items()}
    name = bound_select("Lesson", list(known), key="lesson", titles=titles.__getitem__, always=True)
    draw_link(known[name])
    draw_class(known[name])
