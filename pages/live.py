"""What is being trained, what waits, and what became of the rest? Stop, resume, rename, delete."""

from __future__ import annotations

import streamlit as st

from core.jobs.jobs import JobState, jobs
from pages.shared.broken import draw_broken
from pages.shared.catalogue import page_link
from pages.shared.errors import explained
from pages.shared.header import header
from pages.shared.job_strip import job_strip

TITLE = "Live"
GROUP = "Race and train"
ORDER = 9
ICON = ":material/checklist:"

AT_ONCE = 20
HOW_TO_READ = """
A job trains one run, or several in lockstep (a race). Jobs wait in a queue on the disk, so they
outlive a restart of the server. **Interrupted** means its process ended without a word (a crash, a
reboot, `kill -9`); *Resume* goes on from the last saved state and comes to the same weights as an
undisturbed run.

**Trap.** The time left is the time so far, scaled to the steps that remain: the first seconds, in
which a worker imports and the net warms up, make it too long.
"""


@st.fragment(run_every=1)
def draw_jobs() -> None:
    with explained():
        found = jobs().all()
        busy = [job for job in found if job.state in ("queued", "running")]
        rest = [job for job in found if job not in busy]
        if not found:
            st.info("No job yet. Start a race, and it shows up here.", icon=":material/inbox:")
            page_link("triplet_lab", "To the triplet lab")
        draw_group("Running and waiting", busy)
        draw_group("Finished", rest[:AT_ONCE])
        if len(rest) > AT_ONCE:
            st.caption(f"The newest {AT_ONCE} of {len(rest)} are shown; deleting makes room.")


def draw_group(name: str, found: list[JobState]) -> None:
    if found:
        st.subheader(name, anchor=False)
    for job in found:
        job_strip(job, key=f"job-{job.job}")


header(TITLE, "What is being trained, what waits, and what became of the rest?", HOW_TO_READ)
draw_jobs()
with explained():
    draw_broken()
