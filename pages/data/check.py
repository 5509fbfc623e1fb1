"""A data set's check on its card: the button, the job while it runs, and what was found."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import data
from core.diagnosis.data_check import SHOWN, DataCheck
from core.diagnosis.data_findings import Finding
from core.diagnosis.kept_checks import kept_check
from core.jobs.jobs import DONE, JobState, jobs, newest
from core.jobs.kinds import CHECK
from core.jobs.kinds.check_data import described
from pages.shared.allowed import train_button
from pages.shared.errors import explained
from pages.shared.follow_job import follow_job
from pages.shared.job_strip import duration, job_strip
from pages.shared.plain import plain

GAP, MARGIN = 2, 12
"""Pixels between the pictures of an example, and after it."""
HELP = (
    "Looks for unreadable files, copies and near-copies (not mirrored or cropped ones; below "
    "16 pixels only exact), one image under two labels, uneven classes, odd sizes, similar "
    "class names; and measures what plain pixels reach. 60,000 colour images take some minutes on "
    "two cores."
)


def draw_check(name: str, *, opened: bool) -> None:
    """What the last check of `name` found, folded unless `opened`, and the button for another."""
    job = newest(CHECK, data=name)
    if job is not None and job.state != DONE:
        follow_job(job, _draw_job)
        if job.unfinished:
            return
    found = kept_check(name)
    if found is None:
        _offer(name, "Check this data set")
        return
    many = sum(each.count > 0 for each in found.findings)
    told = f"{many} findings" if many > 1 else "1 finding" if many else "nothing found"
    with st.expander(f"Checked {found.checked[:10]}: {told}", opened, icon=":material/fact_check:"):
        draw_findings(found)
        _offer(name, "Check again")


def draw_findings(found: DataCheck) -> None:
    """What there is to mend, each with examples and advice; then what is in order."""
    for finding in found.findings:
        if finding.count:
            _draw_finding(finding, found)
    fine = [each for each in found.findings if not each.count]
    told = "  \n".join(f":material/check: {each.title}: {plain(each.text)}" for each in fine)
    st.caption(f"{told}  \n{found.pictures:,} images, read in {duration(found.seconds)}.")


def _draw_finding(finding: Finding, found: DataCheck) -> None:
    st.markdown(f"**{finding.title}.** {plain(finding.text)}")
    if finding.examples:
        st.image(
            [_side_by_side(found.examples, group) for group in finding.examples],
            caption=list(finding.captions),
            alt=[f"{finding.title}: {each}" for each in finding.captions],
            width=(SHOWN + GAP) * max(map(len, finding.examples)) - GAP + MARGIN,
        )
    st.caption(plain(finding.advice))


def _side_by_side(examples: NDArray[np.uint8], group: tuple[int, ...]) -> NDArray[np.uint8]:
    """uint8 [h, w, 4]: with nothing between the pictures, and more beside the last."""
    beside, apart = (np.zeros((SHOWN, width, 4), np.uint8) for width in (GAP, MARGIN))
    opaque = [np.dstack([examples[one], np.full((SHOWN, SHOWN), 255, "u1")]) for one in group]
    parts = [part for picture in opaque for part in (picture, beside)]
    return np.hstack([*parts[:-1], apart])


def _offer(name: str, label: str) -> None:
    if train_button(label, key=f"check-{name}", icon=":material/fact_check:", help=HELP):
        with explained():
            jobs().start(CHECK, described(name), title=f"Check {data.title(name)}")
            st.rerun()


def _draw_job(job: JobState) -> None:
    job_strip(job, key=f"check-job-{job.job}", link=False)
