"""Jobs as a person on a shared server may change them: each asks `core.access` first.

Pages ask too, so that a button can say why it is dead; this is what holds whoever asks, by whatever
way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.access import Action, Thing, check, who
from core.access.quota import check_turn
from core.jobs.job_files import Wants
from core.jobs.job_state import JobState
from core.jobs.kinds import TAKE
from core.jobs.protocol import NO_TEXTS, Jobs
from core.recipes.recipe import Recipe


def thing_of(job: JobState) -> Thing:
    """A job as `core.access` knows it."""
    return Thing(job.title or job.job, job.owner)


class GuardedJobs:
    """Hands on to `jobs` what who asks may do; raises NotAllowed for the rest."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs

    def submit(
        self,
        recipes: Sequence[Recipe],
        *,
        title: str,
        after: Sequence[str] = (),
        processes: int = 1,
    ) -> str:
        """See Jobs."""
        self._check_start()
        return self.jobs.submit(recipes, title=title, after=after, processes=processes)

    def start(
        self,
        kind: str,
        about: Mapping[str, Any],
        *,
        title: str,
        texts: Mapping[str, str] = NO_TEXTS,
        after: Sequence[str] = (),
    ) -> str:
        """See Jobs."""
        self._check_start()
        if kind == TAKE:
            check(Action.BRING)
        return self.jobs.start(kind, about, title=title, texts=texts, after=after)

    def cancel(self, job: str) -> None:
        """See Jobs."""
        self._check(Action.STOP, job)
        self.jobs.cancel(job)

    def resume(self, job: str, processes: int | None = None) -> None:
        """See Jobs."""
        self._check(Action.RESUME, job)
        check(Action.TRAIN)
        self.jobs.resume(job, processes)

    def send(self, job: str, wants: Wants) -> None:
        """See Jobs."""
        self._check(Action.RESUME, job)
        self.jobs.send(job, wants)

    def delete(self, job: str) -> None:
        """See Jobs."""
        self._check(Action.DELETE, job)
        self.jobs.delete(job)

    def rename(self, job: str, title: str) -> None:
        """See Jobs."""
        self._check(Action.RENAME, job)
        self.jobs.rename(job, title)

    def state(self, job: str) -> JobState:
        """See Jobs."""
        return self.jobs.state(job)

    def open(self) -> list[JobState]:
        """See Jobs."""
        return self.jobs.open()

    def newest_first(self) -> Iterator[JobState]:
        """See Jobs."""
        return self.jobs.newest_first()

    def names(self) -> list[str]:
        """See Jobs."""
        return self.jobs.names()

    def all(self) -> list[JobState]:
        """See Jobs."""
        return self.jobs.all()

    def _check(self, action: Action, job: str) -> None:
        check(action, thing_of(self.jobs.state(job)))

    def _check_start(self) -> None:
        check(Action.TRAIN)
        mine = who().name
        check_turn(sum(job.unfinished and job.owner == mine for job in self.jobs.open()))
