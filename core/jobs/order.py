"""Jobs that come after others, such as a training after the fetching of its data set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from core.jobs.jobs import (
    BROKEN,
    CANCELLED,
    DONE,
    FAILED,
    INTERRUPTED,
    JobState,
    read_status,
    write_status,
)

ENDED = {
    FAILED: "failed",
    CANCELLED: "was stopped",
    INTERRUPTED: "was interrupted",
    BROKEN: "is broken",
}


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
            folder = root / job.job
            status = read_status(folder)
            write_status(folder, replace(status, state=FAILED, message=_why(before)))
    return able


def _why(before: JobState) -> str:
    reason = f" ({' '.join(before.message.split()).rstrip('.')})" if before.message else ""
    return f"First comes “{before.title}”, which {ENDED[before.state]}{reason}. Resume tries both."
