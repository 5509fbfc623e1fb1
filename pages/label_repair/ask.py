"""Whose labels are repaired, and the job that looks for doubtful ones."""

from __future__ import annotations

import streamlit as st

from core import data
from core.data.choices import choices, own_choices
from core.data.found import SPLITS
from core.data.versions import base_of
from core.jobs.jobs import DONE, JobState, jobs, newest
from core.jobs.kinds import REPAIR
from core.jobs.kinds.repair_labels import described
from core.label_repair.asked import ALL, MOST_FOLDS, PIXELS, Asked
from core.label_repair.kept import queue_file
from core.label_repair.queue import Queue
from core.label_repair.suspicion import BOTH, CONFIDENT, FOLDS, NEIGHBOURS
from core.runs.find import finished_runs, has_probabilities
from core.runs.standing import lines_of
from pages.shared.allowed import train_button
from pages.shared.controls import bound_select
from pages.shared.encoder_picker import pick_encoder
from pages.shared.errors import explained
from pages.shared.follow_job import follow_job
from pages.shared.job_strip import job_strip

USUAL, FOLDED = "", ""
ALSO = {USUAL: "what suits the images: pixels where they are small", PIXELS: "their pixels"}
SPLIT_TITLES = {ALL: "all", "train": "training", "test": "test"}
ORDER_TITLES = {
    BOTH: "both (best where it was measured)",
    CONFIDENT: "confident learning",
    NEIGHBOURS: "neighbours",
}
HOW = (
    "Looks at every image once: its vector, what a model that was fitted without it predicts, the "
    "labels of its nearest, copies of it. 1,400 digits take seconds, 60,000 small images about "
    "five minutes on two cores; 3,000 photos as long as the encoder takes, once."
)


def chosen_set() -> str | None:
    """The data set; None where none is here. At first one that has a queue, else somebody's own,
    else the digits, which take seconds.
    """
    options = choices(labelled=True, here=True)
    if not options:
        return None
    asked = [name for name in options if queue_file(name).is_file()]
    usual = next(name for name in (*asked, *own_choices(), "digits", *options) if name in options)
    with st.container(width=420):
        return bound_select(
            "Data set",
            list(options),
            key="data",
            default=usual,
            titles=options.__getitem__,
            always=True,
        )


def draw_search(name: str, queue: Queue | None, place: str = "first") -> bool:
    """The job while it is under way, else the button that starts it; whether it is under way."""
    job = newest(REPAIR, data=name)
    if job is not None and job.state != DONE:
        follow_job(job, _draw_job)
        if job.unfinished:
            return True
    asked = _options(name, key=f"repair-{place}-{name}")
    label = "Look for doubtful labels" if queue is None else "Look again"
    first = queue is None
    if train_button(
        label,
        type="primary" if first else "secondary",
        icon=":material/troubleshoot:",
        key=f"look-{place}",
    ):
        with explained():
            jobs().start(REPAIR, described(asked), title=f"Labels of {data.title(name)}")
            st.rerun()
    st.caption(HOW)
    return False


def _options(name: str, *, key: str) -> Asked:
    with st.expander("How they are looked for", icon=":material/tune:"):
        first, second, third = st.columns(3)
        split = first.selectbox(
            "Images", [ALL, *SPLITS], format_func=SPLIT_TITLES.__getitem__, key=f"{key}-split"
        )
        with second:
            by = pick_encoder("Compared by", key=f"{key}-by", also=ALSO)
        order = third.selectbox(
            "Ordered by",
            list(ORDER_TITLES),
            format_func=ORDER_TITLES.__getitem__,
            key=f"{key}-order",
        )
        first, second, third = st.columns(3)
        lines = {FOLDED: "cross-validation"} | _runs(name)
        run = first.selectbox(
            "Probabilities from",
            list(lines),
            format_func=lines.__getitem__,
            key=f"{key}-run",
            help="A run predicted its test images without having learned from them: choose these "
            "images then.",
        )
        folds = second.number_input("Folds", 2, MOST_FOLDS, FOLDS, key=f"{key}-folds")
        seed = third.number_input("Seed", 0, 2**31 - 1, 0, key=f"{key}-seed")
    return Asked(name, split, by, run, order, folds=int(folds), seed=int(seed))


def _runs(name: str) -> dict[str, str]:
    """Classifiers that predicted this set's test images."""
    runs = finished_runs(has_probabilities)
    fit = {key: run for key, run in runs.items() if base_of(run.data().name) == base_of(name)}
    return lines_of(fit)


def _draw_job(job: JobState) -> None:
    job_strip(job, key=f"repair-job-{job.job}", link=False)
