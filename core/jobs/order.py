"""Jobs that come after others, such as a training after the fetching of its data set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from core.jobs.jobs import DONE, FAILED, JobState, read_status, write_status


def holding(job: JobState, known: Iterable[JobState]) -> JobState | None:
    """The first of the `known` jobs that has to be done before `job` begins, and is not. One that
    was deleted holds nothing: what it should have brought is then missed by the job itself.
    """
    return next((each for each in known if each.job in job.after and each.state != DONE), None)


def ready(waiting: Iterable[JobState], known: Iterable[JobState], root: Path) -> list[JobState]:
    """Those that can begin now. A job that waits for one which stopped fails, and says why."""
    found = list(known)
    able = []
    for job in waiting:
        before = holding(job, found)
        if before is None:
            able.append(job)
        elif not before.unfinished:
            why = f"“{before.title}” comes first, and is {before.state}. Resume tries both again."
            status = replace(read_status(root / job.job), state=FAILED, message=why)
            write_status(root / job.job, status)
    return able
