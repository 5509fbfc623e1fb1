"""Which job under way needs a data set that somebody is about to remove?"""

from __future__ import annotations

from core.access.private import is_hidden
from core.data.asked import data_sets
from core.errors import RunBroken
from core.jobs.jobs import JobState, LocalJobs
from core.paths import runs_folder


def job_using(data: str, *, besides: str = "") -> str:
    """The title of a job that has not ended and needs the data set, the one called `besides` left
    out; "" where there is none. Somebody's private run counts too, without its title.
    """
    for job in LocalJobs(runs_folder()).open():
        if not job.unfinished or job.job == besides:
            continue
        if data in (job.about.get("data"), job.about.get("replaces")):
            return _title(job)
        try:
            asked = [data_sets(run.recipe()) for run in job.runs]
        except RunBroken:  # whoever opens the job is told
            continue
        if any(data in each for each in asked):
            return _title(job)
    return ""


def _title(job: JobState) -> str:
    return "a private run" if is_hidden(runs_folder() / job.job) else job.title
