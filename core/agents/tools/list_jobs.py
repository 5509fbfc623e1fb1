"""List jobs (trainings, maps, sweeps), the newest first: state, progress, time left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from core.agents.arguments import Limit, Offset, part
from core.agents.jobs import Job, described
from core.jobs.jobs import jobs

TITLE = "List jobs"
WRITES = False


@dataclass(frozen=True)
class JobList:
    """Some of the jobs."""

    total: int
    jobs: list[Job]
    next_offset: int | None


def answer(
    open_only: Annotated[bool, Field(description="Only those that wait or run.")] = False,
    offset: Offset = 0,
    limit: Limit = 10,
) -> JobList:
    """Some of the jobs."""
    known = jobs()
    busy = (state.job for state in known.open() if state.unfinished)
    names = list(busy) if open_only else known.names()
    shown, after = part(names, offset, limit)
    return JobList(len(names), [described(known.state(name)) for name in shown], after)
