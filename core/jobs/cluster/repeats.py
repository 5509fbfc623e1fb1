"""The runs of a job that repeats one recipe, over the nodes of a cluster: who is free takes one."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from core.jobs.cluster.helped import helped, places
from core.jobs.job_files import JobFile, job_file
from core.lease import STALE, node
from core.lock import claimed, holder
from core.progress import Progress
from core.recipes.repeats import are_repeats
from core.runs.run import Run

LOOK_EVERY = 0.5
"""Seconds between two looks at what others have left, or how far they are."""
PATIENCE = STALE + 5.0
"""Seconds in which a helper that finds nothing stays: the run of a node that died is free then."""


def train_alone(run: Run, *, progress: Progress, stop: Callable[[], bool]) -> bool:
    """One of the runs, from where it stands; False where `stop()` ended it."""
    from core.tasks import train

    return train([run], progress=progress, stop=stop)


def go_apart(job: JobFile, folder: Path) -> bool:
    """Whether the job's runs may be trained on several nodes: they are repeats, and this is one."""
    return bool(node()) and job.processes == 1 and are_repeats([r.recipe() for r in _runs(folder)])


def train_apart(folder: Path, *, progress: Progress, stop: Callable[[], bool]) -> bool:
    """Train the runs of the job in `folder` with as many helpers as there are runs and room for;
    False where `stop()` ended it.
    """
    runs = _runs(folder)
    left = sum(run.card is None for run in runs)
    with helped(folder, min(left, places()) - 1 if left else 0, take_runs):
        return take(runs, progress=progress, stop=stop)


def take_runs(folder: Path) -> None:
    """What a helper on a node does."""
    take(_runs(folder), stop=(folder / "cancel").exists, patience=PATIENCE)


def take(
    runs: Sequence[Run],
    *,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
    patience: float = math.inf,
) -> bool:
    """Train the runs that nobody else is at, until all are finished; False where `stop()` ended it,
    or where for so many seconds others were at all that are left.

    Who holds the lock of a run's folder trains it, from its last state. Raises as core.tasks.train.
    """
    bar, since = _Bar(runs, progress), time.monotonic()
    while unfinished := [run for run in runs if run.card is None]:
        if stop():
            return False
        if any(_trained(run, bar, stop) for run in unfinished):
            since = time.monotonic()
        elif time.monotonic() - since > patience:
            return False
        else:
            bar.waits()
            time.sleep(LOOK_EVERY)
    return True


def _trained(run: Run, bar: _Bar, stop: Callable[[], bool]) -> bool:
    """Whether this process was at the run; not where another one is, or has just ended it."""
    with claimed(run.folder) as free:
        if not free or run.card is not None:
            return False
        train_alone(run, progress=bar.of(run), stop=stop)
        return True


class _Bar:
    """How far all of the runs are together, those included that others train."""

    def __init__(self, runs: Sequence[Run], progress: Progress) -> None:
        self.runs, self.progress = runs, progress
        self.steps, self.others, self.words, self.looked = 0, 0, "", -math.inf

    def of(self, own: Run) -> Progress:
        """What the training of one run tells."""
        self.looked = -math.inf

        def tell(step: int, steps: int, message: str) -> None:
            self.steps = steps
            self._look(own)
            self._tell(step, f"{self.words}: {message}" if message else self.words)

        return tell

    def waits(self) -> None:
        """Nothing is left for this process but to wait for others."""
        self._look(None)
        self._tell(0, self.words)

    def _tell(self, step: int, message: str) -> None:
        whole = len(self.runs) * self.steps
        self.progress(min(self.others + step, max(whole - 1, 0)), whole, message)

    def _look(self, own: Run | None) -> None:
        if time.monotonic() - self.looked < LOOK_EVERY:
            return
        self.looked = time.monotonic()
        done = [run for run in self.runs if run.card is not None]
        open_ones = [run for run in self.runs if run not in done]
        self.others = len(done) * self.steps + sum(_step(run) for run in open_ones if run != own)
        leases = [holder(run.folder) for run in open_ones]
        where = sorted({lease.node for lease in leases if lease is not None and lease.fresh})
        on = f", at work: {', '.join(where)}" if where else ""
        self.words = f"{len(done)} of {len(self.runs)} runs done{on}"


def _step(run: Run) -> int:
    """The last step that it has logged."""
    steps = run.history()["step"]
    return int(steps[-1]) if len(steps) else 0


def _runs(folder: Path) -> list[Run]:
    return [Run(folder / name) for name in job_file(folder).runs]
