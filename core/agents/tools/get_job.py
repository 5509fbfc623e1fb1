"""Watch a job: state, step, seconds left, the last figures that its runs logged, and the verdict
once they are finished. With wait_seconds it answers when the job ends, or after so long.
"""

from __future__ import annotations

import time
from typing import Annotated

from pydantic import Field

from core.agents.jobs import Job, described
from core.jobs.jobs import jobs

TITLE = "Watch a job"
WRITES = False
EVERY = 0.2
PATIENCE = 20.0


def answer(
    job: Annotated[str, Field(description="A job, by its name in list_jobs.")],
    wait_seconds: Annotated[
        float, Field(ge=0, le=PATIENCE, description="Wait for its end, at most so long.")
    ] = 0,
) -> Job:
    """Where it stands; raises UnknownName."""
    until = time.monotonic() + wait_seconds
    while (state := jobs().state(job)).unfinished and time.monotonic() < until:
        time.sleep(EVERY)
    return described(state)
