"""Stop a job before its next step. Nothing is lost: it can be resumed on the page Live."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.agents.jobs import Job, described
from core.errors import BadRecipe
from core.jobs.jobs import jobs

TITLE = "Stop a job"
WRITES = True


def answer(job: Annotated[str, Field(description="A job, by its name in list_jobs.")]) -> Job:
    """Ask it to stop; raises UnknownName, BadRecipe where it has ended already."""
    known = jobs()
    state = known.state(job)
    if not state.unfinished:
        raise BadRecipe(f"{job} is {state.state} already: only what waits or runs can be stopped.")
    known.cancel(job)
    return described(known.state(job))
