"""What is training, what is waiting, how did earlier jobs end? Stop, resume, rename, delete."""

from __future__ import annotations

from itertools import islice

import streamlit as st

from core.jobs.jobs import JobState, jobs
from pages.shared.broken import draw_broken
from pages.shared.catalogue import page_link
from pages.shared.errors import explained
from pages.shared.header import header
from pages.shared.job_strip import job_strip
from pages.shared.nodes import draw_nodes

TITLE = "Live"
GROUP = "Train"
ORDER = 3
ICON = ":material/checklist:"

AT_ONCE = 20
HOW_TO_READ = """
A job trains one run, or several in lockstep (a race). The queue is kept on disk and survives a
restart of the server. **Interrupted**: the process ended unexpectedly (a crash, a reboot,
`kill -9`). *Resume* continues from the last saved state and reaches the same weights as an
uninterrupted run.

**Trap.** The time left is extrapolated: at first, while libraries load, it is too long.
"""


@st.fragment(run_every=1)
def draw_jobs() -> None:
    with explained():
        found = jobs()
        busy = [job for job in found.open() if job.unfinished]
        rest = len(found.names()) - len(busy)
        newest = (job for job in found.newest_first() if not job.unfinished)
        if not busy and not rest:
            st.info("No jobs yet. A race or a training appears here.", icon=":material/inbox:")
            page_link("triplet_lab", "Open the triplet lab")
        draw_nodes(busy)
        draw_group("Running and waiting", busy)
        draw_group("Finished", list(islice(newest, AT_ONCE)))
        if rest > AT_ONCE:
            st.caption(f"The newest {AT_ONCE} of {rest}; delete some to see older ones.")


def draw_group(name: str, found: list[JobState]) -> None:
    if found:
        st.subheader(name, anchor=False)
    for job in found:
        job_strip(job, key=f"job-{job.job}", listed=True)


header(TITLE, "What is training, what is waiting, and how did earlier jobs end?", HOW_TO_READ)
draw_jobs()
with explained():
    draw_broken()
