"""A job as the pages see it: its files read, and whether anybody is at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.jobs.job_files import (
    BROKEN,
    CANCELLED,
    FAILED,
    INTERRUPTED,
    RUNNING,
    WAITING,
    Status,
    Wants,
    made,
)
from core.jobs.kinds import TRAIN
from core.runs.run import Run

STOPPED = (CANCELLED, FAILED, INTERRUPTED)
"""States from which a job can be resumed."""


@dataclass(frozen=True)
class JobState(Status):
    """A job as the pages see it."""

    job: str = ""
    title: str = ""
    created: str = ""
    runs: tuple[Run, ...] = ()
    """None where it makes a map or probes."""
    kind: str = TRAIN
    about: dict[str, Any] = field(default_factory=dict)
    """Of a map: "cloud" and "map" (their names, once they are known), "wish", "source"; of probes:
    "run"."""
    after: tuple[str, ...] = ()
    """Jobs that have to be done before it begins (core.jobs.order)."""
    processes: int = 1
    """How many train together (core.jobs.processes)."""
    wants: Wants = field(default_factory=Wants)
    owner: str = ""
    """Who started it; "" where that is nobody."""
    browser: str = ""
    """A mark of the browser that started it."""
    private: bool = False
    """Whether nobody but its owner and admins gets it to see."""
    node: str = ""
    """The node of a cluster that it runs on, or ran on when it was interrupted."""

    @property
    def task(self) -> str | None:
        """What its runs are trained for (core.tasks); None where nothing is trained."""
        return self.runs[0].task if self.runs else None

    @property
    def unfinished(self) -> bool:
        """Whether it is waiting or running."""
        return self.state in (WAITING, RUNNING)


def broken(
    folder: Path, reason: str, *, title: str = "", created: str = "", owner: str = ""
) -> JobState:
    """Of a job whose files, or those of its runs, cannot be read."""
    return JobState(
        state=BROKEN,
        message=reason,
        job=folder.name,
        title=title or folder.name,
        created=created or made(folder),
        owner=owner,
    )
