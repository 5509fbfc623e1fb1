"""What can be asked of jobs, wherever they run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

from core.jobs.job_files import Wants
from core.jobs.job_state import JobState
from core.recipes.recipe import Recipe

NO_TEXTS: Mapping[str, str] = MappingProxyType({})


class Jobs(Protocol):
    """Submit recipes, and see or change what became of them. Raises UnknownName for no such job."""

    def submit(
        self,
        recipes: Sequence[Recipe],
        *,
        title: str,
        after: Sequence[str] = (),
        processes: int = 1,
        private: bool | None = None,
    ) -> str:
        """Queue one run, or a race of several over the same batches, trained by so many processes
        together, behind the jobs that it comes `after`; the job's name. It is `private` where that
        is said, or where nothing is said and the server's owner wants it so (`private_runs`).
        """

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
        """Queue a job that has no run of its own, of a kind in core.jobs.kinds, whose `described`
        gives `about`, with the files `texts` in its folder, behind the jobs that it comes `after`;
        the job's name. A sweep may be `private`, as in `submit`; what others are about is as
        private as that is. Raises UnknownName for no such kind.
        """

    def cancel(self, job: str) -> None:
        """Stop it before its next step; it can be resumed (what trains nothing starts again)."""

    def resume(self, job: str, processes: int | None = None) -> None:
        """Queue a stopped job again, from where it was saved, and those before it that stopped; one
        that is done, too, where its kind may have been given more to do. From now on so many
        `processes` train it, where a number is given.
        """

    def send(self, job: str, wants: Wants) -> None:
        """Say what a waiting or stopped job asks of a cluster's nodes, and queue it again where it
        stopped; raises BadRecipe while it is running.
        """

    def delete(self, job: str) -> None:
        """Remove the folder; raises BadRecipe while it is training."""

    def rename(self, job: str, title: str) -> None:
        """Change the title; the name, and so every link, stays."""

    def share(self, job: str, *, private: bool) -> None:
        """Let nobody but its owner and admins see it and its runs, or all."""

    def state(self, job: str) -> JobState:
        """Where one job stands."""

    def open(self) -> list[JobState]:
        """Where the jobs stand that wait, run, or were interrupted, newest first; quick, however
        many have ended.
        """

    def newest_first(self) -> Iterator[JobState]:
        """Where every job stands, newest first, each looked at when it is asked for."""

    def names(self) -> list[str]:
        """Of every job, newest first."""

    def all(self) -> list[JobState]:
        """Where every job stands, newest first."""
