"""Jobs that come after others, such as a training after the fetching of its data set."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from core.errors import UnknownName
from core.jobs.jobs import (
    BROKEN,
    CANCELLED,
    DONE,
    FAILED,
    INTERRUPTED,
    Jobs,
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


def holding(job: JobState, known: Jobs) -> JobState | None:
    """The first of the jobs that have to be done before `job` begins, and are not. One that was
    deleted holds nothing: what it should have brought is then missed by the job itself.
    """
    for name in job.after:
        with contextlib.suppress(UnknownName):
            before = known.state(name)
            if before.state != DONE:
                return before
    return None


def ready(waiting: Iterable[JobState], known: Jobs, root: Path) -> list[JobState]:
    """Those that can begin now. A job that waits for one which stopped fails, and says why."""
    able = []
    for job in waiting:
        before = holding(job, known)
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
