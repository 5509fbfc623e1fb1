"""The search for a recipe's best settings: many trainings, one after the other or side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.progress import Progress

if TYPE_CHECKING:
    from core.jobs.job_files import JobFile

TITLE = "Sweep"
NEEDS = ()
WARM_AFTER = None
LEAVES = False
GPUS = 1
GROWS = True


def work(job: JobFile, folder: Path, *, progress: Progress, stop: Callable[[], bool]) -> bool:
    """Take trials, with as many helpers as sweep.yaml says, until all are done."""
    del job
    from core.jobs.cluster.sweep_workers import helped
    from core.sweeps.sweep import NAME, read_sweep
    from core.sweeps.work import others_are_done
    from core.sweeps.work import work as take_trials

    with helped(folder, read_sweep(folder / NAME).workers):
        while take_trials(folder, progress=progress, stop=stop):
            if others_are_done(folder, stop=stop):
                return True
    return False


def warm() -> Callable[[], object]:
    """As a training's."""
    from core.jobs.kinds import train

    return train.warm()
