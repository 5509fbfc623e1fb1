"""The queue: what is training, what is waiting, how earlier jobs ended."""

from __future__ import annotations

from itertools import islice

import streamlit as st

from core.jobs.jobs import JobState, jobs
from pages.shared.catalogue import page_link
from pages.shared.errors import explained
from pages.shared.job_strip import job_strip
from pages.shared.nodes import draw_nodes

AT_ONCE = 20


@st.fragment(run_every=1)
def draw_jobs() -> None:
    """Every job that is not over, and the newest of the others."""
    with explained():
        found = jobs()
        busy = [job for job in found.open() if job.unfinished]
        rest = len(found.names()) - len(busy)
        newest = (job for job in found.newest_first() if not job.unfinished)
        if not busy and not rest:
            st.info("No jobs yet. A race or a training appears here.", icon=":material/inbox:")
            page_link("triplet_lab", "Open the triplet lab")
        draw_nodes(busy)
        _draw_group("Running and waiting", busy)
        _draw_group("Finished", list(islice(newest, AT_ONCE)))
        if rest > AT_ONCE:
            st.caption(f"The newest {AT_ONCE} of {rest}; delete some to see older ones.")


def _draw_group(name: str, found: list[JobState]) -> None:
    if found:
        st.subheader(name, anchor=False)
    for job in found:
        job_strip(job, key=f"job-{job.job}", listed=True)
