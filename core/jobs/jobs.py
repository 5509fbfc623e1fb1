"""Jobs: what trains, what waits, what stopped. Nothing above this knows where a job runs.

A job is a folder under `runs/` that holds one run, a race of several, or none: the wish for a map,
which is made in the set's folder, or for probes of a run's layers, kept there; its own files are

    job.json     title, time, names of its runs ("." where the folder is the run itself); kind, one
                 of core/jobs/kinds ("train" where it is not stated), and then about: of what
    status.json  state, step, steps, seconds, time left, message
    job.lock     locked by the process that trains, and so free again when that dies
    cancel       there when somebody asked it to stop

The queue is the set of folders whose state is "queued", so it survives any restart.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from core import files
from core.access import access
from core.errors import BadRecipe, JobBroken, UnknownName
from core.jobs.folders import NAME, Identity, folders_of, identity, ring
from core.jobs.job_files import (
    BROKEN,
    CANCELLED,
    DONE,
    FAILED,
    INTERRUPTED,
    RUNNING,
    WAITING,
    JobFile,
    Status,
    Wants,
    job_file,
    read_status,
    write_status,
)
from core.jobs.job_state import STOPPED, JobState, broken
from core.jobs.kinds import kind_of_job
from core.jobs.make import make_job, make_other_job, new_name, tell, train_by
from core.jobs.protocol import NO_TEXTS, Jobs
from core.lock import claimed, forget_holders, holder, is_locked
from core.paths import runs_folder
from core.recipes.recipe import Recipe
from core.runs.check import problem
from core.runs.run import Run
from core.typed_json import plain

__all__ = [
    "BROKEN",
    "CANCELLED",
    "DONE",
    "FAILED",
    "INTERRUPTED",
    "RUNNING",
    "STOPPED",
    "WAITING",
    "JobFile",
    "JobState",
    "Jobs",
    "LocalJobs",
    "Status",
    "Wants",
    "job_file",
    "jobs",
    "make_job",
    "newest",
    "read_status",
    "tell",
    "write_status",
]


def jobs() -> Jobs:
    """The jobs of this machine, to be changed by who may."""
    from core.jobs.guarded import GuardedJobs

    local = LocalJobs(runs_folder())
    return GuardedJobs(local) if access().mode.shared else local


def newest(kind: str, **about: Any) -> JobState | None:
    """The newest job of a kind that is about all this, such as `data="digits"`."""
    wanted = about.items()
    every = jobs().newest_first()
    return next((job for job in every if job.kind == kind and wanted <= job.about.items()), None)


class LocalJobs:
    """Folders under one root; a dispatcher hands the queued ones to worker processes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def submit(
        self,
        recipes: Sequence[Recipe],
        *,
        title: str,
        after: Sequence[str] = (),
        processes: int = 1,
        private: bool | None = None,
    ) -> str:
        """See Jobs."""
        with self._new() as folder:
            make_job(
                folder, recipes, title=title, after=after, processes=processes, private=private
            )
        return folder.name

    def start(
        self,
        kind: str,
        about: Mapping[str, Any],
        *,
        title: str,
        texts: Mapping[str, str] = NO_TEXTS,
        after: Sequence[str] = (),
        private: bool | None = None,
    ) -> str:
        """See Jobs."""
        with self._new() as folder:
            make_other_job(
                folder,
                kind,
                about,
                title=title,
                texts=texts,
                after=after,
                state=WAITING,
                private=private,
            )
        return folder.name

    def cancel(self, job: str) -> None:
        """See Jobs."""
        folder = self._folder(job)
        (folder / "cancel").touch()
        with claimed(folder) as free:  # nobody trains it: it will not notice by itself
            status = read_status(folder)
            if free and status.state in (WAITING, RUNNING):
                write_status(folder, replace(status, state=CANCELLED, left=None))

    def resume(self, job: str, processes: int | None = None) -> None:
        """See Jobs."""
        folder = self._folder(job)
        state = self.state(job)
        if state.state in STOPPED or (state.state == DONE and _grows(state.kind)):
            for name in set(state.after) & set(self.names()):
                self.resume(name)
            if processes is not None:
                train_by(folder, processes)
            (folder / "cancel").unlink(missing_ok=True)
            forget_holders(folder)
            write_status(folder, replace(read_status(folder), state=WAITING, message=""))
            ring(folder)

    def send(self, job: str, wants: Wants) -> None:
        """See Jobs."""
        folder = self._folder(job)
        state = self.state(job)
        if state.state not in (WAITING, *STOPPED):
            raise BadRecipe(f"{job} is {state.state}. Only what waits or stopped can be sent.")
        files.write_json(folder / "job.json", plain(replace(job_file(folder), wants=wants)))
        self.resume(job)

    def delete(self, job: str) -> None:
        """See Jobs."""
        folder = self._folder(job)
        with claimed(folder) as free:
            if not free:
                raise BadRecipe(f"{job} is training. Stop it first, then delete it.")
            if files.is_file(folder / "job.json"):
                (folder / "job.json").unlink()  # no longer a job, whatever comes
            shutil.rmtree(folder)

    def rename(self, job: str, title: str) -> None:
        """See Jobs."""
        folder = self._folder(job)
        about = job_file(folder)
        files.write_json(folder / "job.json", {**plain(about), "title": title.strip() or job})

    def share(self, job: str, *, private: bool) -> None:
        """See Jobs."""
        folder = self._folder(job)
        files.write_json(folder / "job.json", plain(replace(job_file(folder), private=private)))

    def state(self, job: str) -> JobState:
        """See Jobs."""
        folder = self._folder(job)
        try:
            about, status = _files_of(folder, *_identities(folder))
        except JobBroken as error:
            return broken(folder, str(error))
        if status.state == RUNNING and not is_locked(folder):
            status = read_status(folder)  # it may just have ended properly
            if status.state == RUNNING:
                where = f"interrupted at step {status.step}"
                status = replace(status, state=INTERRUPTED, left=None, message=where)
        lease = holder(folder) if status.state in (RUNNING, INTERRUPTED) else None
        runs = tuple(Run(folder / name) for name in about.runs)
        reason = next(filter(None, map(problem, runs)), None)
        if reason is not None:
            return broken(
                folder, reason, title=about.title, created=about.created, owner=about.owner
            )
        return JobState(
            **vars(status),
            job=job,
            title=about.title,
            created=about.created,
            runs=runs,
            kind=about.kind,
            about=dict(about.about),
            after=about.after,
            processes=about.processes,
            wants=about.wants,
            owner=about.owner,
            browser=about.browser,
            private=about.private,
            node="" if lease is None else lease.node,
        )

    def open(self) -> list[JobState]:
        """See Jobs."""
        states = self._states(folders_of(self.root).open())
        return [state for state in states if state.unfinished or state.state == INTERRUPTED]

    def newest_first(self) -> Iterator[JobState]:
        """See Jobs."""
        return self._states(self.names())

    def names(self) -> list[str]:
        """See Jobs."""
        return folders_of(self.root).newest_first()

    def all(self) -> list[JobState]:
        """See Jobs."""
        return list(self.newest_first())

    @contextmanager
    def _new(self) -> Iterator[Path]:
        """The folder of a new job; nothing is left of it where it cannot be made."""
        folder = self.root / new_name()
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _states(self, names: Sequence[str]) -> Iterator[JobState]:
        for name in names:
            try:
                yield self.state(name)
            except UnknownName:  # deleted while we looked
                continue

    def _folder(self, job: str) -> Path:
        folder = self.root / job
        if not NAME.fullmatch(job) or not files.is_there(folder / "job.json"):
            raise UnknownName("job", job, self.names())
        return folder


@lru_cache(maxsize=20_000)
def _files_of(folder: Path, *files: Identity | None) -> tuple[JobFile, Status]:
    """What a job's own files hold, read once for as long as they stay. Raises JobBroken."""
    del files
    return job_file(folder), read_status(folder)


def _identities(folder: Path) -> tuple[Identity | None, Identity | None]:
    return identity(f"{folder}/job.json"), identity(f"{folder}/status.json")


def _grows(kind: str) -> bool:
    return bool(kind_of_job(kind).constants.get("GROWS"))
