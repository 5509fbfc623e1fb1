"""A job on screen, looked at again and again until it ends."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.errors import JobBroken, UnknownName
from core.jobs.jobs import STOPPED, JobState, jobs
from pages.shared.plain import quoted

EVERY = 2.0
"""Seconds between two looks at a job that is under way;"""
SELDOM = 10.0
"""and at one that stopped: it may be resumed in another tab, or by a command."""


def draw_asked(what: str, name: str, draw: Callable[[str], None]) -> None:
    """Draw the race, run or sweep that an address names; where it is broken or gone, say so."""
    try:
        draw(name)
    except JobBroken as error:
        st.error(str(error), icon=":material/broken_image:")
    except UnknownName:
        st.warning(f"There is no {what} {quoted(name)}: it was deleted, or the link is wrong.")


def follow_job(
    job: JobState,
    draw: Callable[[JobState], None],
    *,
    every: float = EVERY,
    stage: Callable[[JobState], object] = lambda _: None,
) -> None:
    """Draw the job, while it is under way every so many seconds; the whole page is drawn anew where
    it was deleted, begins or ends, or comes to another `stage`.
    """
    known = (job.unfinished, stage(job))

    def look() -> None:
        try:
            now = jobs().state(job.job)
        except UnknownName:
            st.rerun(scope="app")  # deleted: the page says so
        if (now.unfinished, stage(now)) != known:
            st.rerun(scope="app")  # begin or end polling; what is drawn stays where it is
        draw(now)

    watched = every if job.unfinished else SELDOM if job.state in STOPPED else None
    st.fragment(look, run_every=watched)()
