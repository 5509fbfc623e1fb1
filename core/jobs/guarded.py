"""Jobs as a person on a shared server may see and change them: each asks `core.access` first.

Pages ask too, so that a button can say why it is dead; this is what holds whoever asks, by whatever
way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.access import Action, Thing, check, may, who
from core.access.private import is_hidden, tells_of_hidden
from core.access.quota import check_turn
from core.errors import UnknownName
from core.jobs.job_files import Wants
from core.jobs.job_state import JobState
from core.jobs.kinds import TAKE
from core.jobs.limits import check_length, check_time_left
from core.jobs.protocol import NO_TEXTS, Jobs
from core.paths import runs_folder
from core.recipes.recipe import Recipe


def thing_of(job: JobState) -> Thing:
    """A job as `core.access` knows it."""
    return Thing(job.title or job.job, job.owner, private=job.private)


class GuardedJobs:
    """Hands on to `jobs` what who asks may do; raises NotAllowed for the rest. Of a private job
    that is not theirs they get to know nothing: UnknownName.
    """

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs

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
        self._check_start()
        check_length(recipes)
        return self.jobs.submit(
            recipes, title=title, after=after, processes=processes, private=private
        )

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
        self._check_start()
        if kind == TAKE:
            check(Action.BRING)
        return self.jobs.start(kind, about, title=title, texts=texts, after=after, private=private)

    def cancel(self, job: str) -> None:
        """See Jobs."""
        self._check(Action.STOP, job)
        self.jobs.cancel(job)

    def resume(self, job: str, processes: int | None = None) -> None:
        """See Jobs."""
        self._check(Action.RESUME, job)
        check(Action.TRAIN)
        state = self.jobs.state(job)
        check_time_left(state.owner, state)
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

    def share(self, job: str, *, private: bool) -> None:
        """See Jobs."""
        self._check(Action.SHARE, job)
        self.jobs.share(job, private=private)

    def state(self, job: str) -> JobState:
        """See Jobs."""
        state = self.jobs.state(job)
        if not _is_seen(state):
            raise UnknownName("job", job, self.names())
        return state

    def open(self) -> list[JobState]:
        """See Jobs."""
        return list(filter(_is_seen, self.jobs.open()))

    def newest_first(self) -> Iterator[JobState]:
        """See Jobs."""
        return filter(_is_seen, self.jobs.newest_first())

    def names(self) -> list[str]:
        """See Jobs."""
        return [name for name in self.jobs.names() if not is_hidden(runs_folder() / name)]

    def all(self) -> list[JobState]:
        """See Jobs."""
        return list(self.newest_first())

    def _check(self, action: Action, job: str) -> None:
        check(action, thing_of(self.state(job)))

    def _check_start(self) -> None:
        check(Action.TRAIN)
        mine = who().name
        check_turn(sum(job.unfinished and job.owner == mine for job in self.jobs.open()))


def _is_seen(job: JobState) -> bool:
    """Whether who asks may know of it: it is not private, or theirs, and so are runs that it is
    about.
    """
    opened = not job.private or may(who(), Action.OPEN, thing_of(job))
    return opened and not is_hidden(runs_folder() / job.job) and not tells_of_hidden(job.about)
