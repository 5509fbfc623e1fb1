"""What a step lets everybody train: locked recipes, a seed each, and the class's runs together."""

from __future__ import annotations

import streamlit as st

from core.access import Action, access
from core.errors import EmbedscopeError
from core.jobs.jobs import DONE, JobState, jobs
from core.lessons import kept
from core.lessons.kept import RAN, Event
from core.lessons.lesson import Lesson, Step, Training
from core.lessons.study import SeedRun, locked, seed_runs
from core.settings import as_text
from pages.lessons.answers import is_passed, mine, pass_over
from pages.lessons.own_run import draw_own_run
from pages.lessons.study import draw_study
from pages.shared.allowed import why_not
from pages.shared.errors import explained
from pages.shared.follow_job import follow_job
from pages.shared.html_table import html_table
from pages.shared.job_strip import job_strip
from pages.shared.report_sheet import sheet_button
from pages.shared.start_button import start_button, submit

MOST = 10
"""Seeds that one person may ask for at once, on their own machine."""


def draw_training(lesson: Lesson, step: Step, training: Training) -> bool:
    """The recipes, the button, what is under way, and what came out; whether the rest of the step
    may be seen.
    """
    mine_here = [each for each in mine(lesson.name).trained if each.step == step.name]
    own = [job for event in mine_here if (job := _state(event)) is not None]
    with st.container(border=True, key="training"):
        st.markdown(
            ":material/model_training: **Measure it.** The recipes are locked; the seed is yours."
        )
        _recipes(training)
        _start(lesson, step, training, trained=len(own))
        for job in own:
            if job.state != DONE:
                follow_job(job, _strip)
    found = seed_runs(lesson, step)
    with explained():
        draw_study(lesson, step, training, found)
    with explained():
        _own(lesson, step, found)
    return _goes_on(lesson, step, found)


def _goes_on(lesson: Lesson, step: Step, found: list[SeedRun]) -> bool:
    """Whether a run of one's own is done, or was passed over."""
    part = f"{step.name} run"
    if any(each.mine and each.done for each in found) or is_passed(lesson.name, part):
        return True
    st.button(
        "Go on without a run of my own",
        type="tertiary",
        on_click=pass_over,
        args=(lesson.name, part),
    )
    return False


def _recipes(training: Training) -> None:
    rows = [
        [
            entrant.title,
            entrant.recipe,
            ", ".join(f"{key} = {as_text(value)}" for key, value in entrant.set.items()),
        ]
        for entrant in training.recipes
    ]
    html_table(["Here called", "Recipe", "Changed in it"], rows)


def _start(lesson: Lesson, step: Step, training: Training, *, trained: int) -> None:
    """The button; in a class it gives one seed, on one's own machine as many as are asked for."""
    if not kept.keeps():
        st.caption(f":material/lock: {why_not(Action.TRAIN)}")
        return
    count = 1
    if not access().mode.shared:
        count = int(st.number_input("Seeds", 1, MOST, 1, key=f"seeds-{step.name}", width=140))
    elif trained:
        return  # a seed each
    several = len(training.recipes)
    label = "Train both" if several == 2 else "Train it" if several == 1 else f"Train all {several}"
    start_button(label, (), locked(training.recipes, seed=0), _begin, lesson, step, training, count)
    if not trained:
        st.caption("It goes on while you look at other pages; this page shows it when it is done.")


def _begin(lesson: Lesson, step: Step, training: Training, count: int) -> None:
    """A callback: a job for each seed."""
    for seed in kept.take_seeds(lesson.name, step.name, count):
        recipes = locked(training.recipes, seed=seed)
        job = submit(recipes, title=f"{lesson.title} · seed {seed}")
        kept.note(lesson.name, Event(RAN, step.name, job=job, seed=seed))


def _state(event: Event) -> JobState | None:
    try:
        return jobs().state(event.job)
    except EmbedscopeError:  # deleted
        return None


def _strip(job: JobState) -> None:
    job_strip(job, key=f"lesson-{job.job}")


def _own(lesson: Lesson, step: Step, found: list[SeedRun]) -> None:
    """One's newest run that is done, and a sheet of it."""
    newest = next((each for each in reversed(found) if each.mine and each.done), None)
    if newest is not None:
        draw_own_run(newest, key=f"own-{lesson.name}-{step.name}-{newest.seed}")
        sheet_button(newest.runs, title=f"{lesson.title}: seed {newest.seed}", key="lesson-run")
