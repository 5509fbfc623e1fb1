"""Which job under way needs a data set that somebody is about to remove?"""

from __future__ import annotations

from core.data.asked import data_sets
from core.errors import RunBroken
from core.jobs.jobs import jobs


def job_using(data: str, *, besides: str = "") -> str:
    """The title of a job that has not ended and needs the data set, the one called `besides` left
    out; "" where there is none.
    """
    for job in jobs().open():
        if not job.unfinished or job.job == besides:
            continue
        if data in (job.about.get("data"), job.about.get("replaces")):
            return job.title
        try:
            asked = [data_sets(run.recipe()) for run in job.runs]
        except RunBroken:  # whoever opens the job is told
            continue
        if any(data in each for each in asked):
            return job.title
    return ""
