"""A job's own files, job.json and status.json: what they hold, read and written."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from core import files
from core.errors import JobBroken, Unreadable
from core.jobs.kinds import TRAIN, kinds
from core.runs.card_parts import Part
from core.typed_json import WrongType, typed

WAITING, RUNNING = "queued", "running"
DONE, CANCELLED, FAILED, INTERRUPTED = "done", "cancelled", "failed", "interrupted"
BROKEN = "broken"
"""Of a job whose files, or those of its runs, cannot be read: its message says why."""
ENDED = (DONE, CANCELLED, FAILED, INTERRUPTED)
STATES = (WAITING, RUNNING, *ENDED)
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Status:
    """Where a job stands; `left` is in seconds, None while nobody can tell."""

    state: str = WAITING
    step: int = 0
    steps: int = 0
    seconds: float = 0.0
    left: float | None = None
    message: str = ""


@dataclass(frozen=True)
class Wants(Part):
    """What a job asks of a cluster's nodes; without a cluster it means nothing."""

    node: str = ""
    """The one that it has to run on."""
    cpus: float | None = None
    """None: a node's share, so that as many run there as would on one machine."""
    gpus: float | None = None
    """None: one for kinds that compute on it, where the cluster has any."""


@dataclass(frozen=True)
class JobFile(Part):
    """What job.json holds."""

    title: str
    created: str
    runs: tuple[str, ...] = ()
    kind: str = TRAIN
    about: Mapping[str, Any] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    """Jobs that have to be done before it begins."""
    processes: int = 1
    """How many train together (`core.jobs.processes`)."""
    wants: Wants = field(default_factory=Wants)
    owner: str = ""
    """Who started it; "" of jobs from before, and on one's own machine: they are nobody's."""
    browser: str = ""
    """A mark of the browser that started it; "" of all that did not come from one."""
    private: bool = False
    """Whether nobody but its owner and admins gets it to see (core.access.private)."""


def read_status(folder: Path) -> Status:
    """A job's status; a new one where the file is not there yet. Raises JobBroken."""
    path = folder / "status.json"
    if not files.is_there(path):
        return Status()
    status = _typed(Status, path)
    if status.state not in STATES:
        raise JobBroken(_sentence(folder, f"status.json has the state {status.state!r}"))
    return status


def job_file(folder: Path) -> JobFile:
    """What job.json states; raises JobBroken."""
    job = _typed(JobFile, folder / "job.json")
    try:
        datetime.datetime.fromisoformat(job.created)
    except ValueError as error:
        raise JobBroken(_sentence(folder, f"job.json has no time: {error}")) from error
    kind = kinds().get(job.kind)
    if kind is None or any(key not in job.about for key in kind.constants["NEEDS"]):
        raise JobBroken(_sentence(folder, f"job.json has no whole job of the kind {job.kind!r}"))
    if job.kind == TRAIN and not job.runs:
        raise JobBroken(_sentence(folder, "job.json names no run"))
    return job


def made(folder: Path) -> str:
    """When the job was made, as job.json says, else when its folder was last written to."""
    with suppress(Unreadable, ValueError):
        created = str(files.read_json(folder / "job.json").get("created"))
        datetime.datetime.fromisoformat(created)
        return created
    seconds = 0.0
    with suppress(OSError):
        seconds = folder.stat().st_mtime
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat()


def _typed(kind: type[Kind], path: Path) -> Kind:
    try:
        content = files.read_json(path)
        if kind is Status and "state" not in content:
            raise Unreadable(f"{path.name} lacks state")
        return typed(kind, content, path.name)
    except (Unreadable, WrongType) as error:
        raise JobBroken(_sentence(path.parent, str(error))) from error


def _sentence(folder: Path, why: str) -> str:
    return f"The job {folder.name} is broken: {why.rstrip('.')}. Delete it, and submit it again."


def write_status(folder: Path, status: Status) -> None:
    """Keep a job's status."""
    files.write_json(folder / "status.json", asdict(status))
