"""The training of one run, or of several that belong together."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.progress import Progress
from core.runs.run import Run

if TYPE_CHECKING:
    from core.jobs.job_files import JobFile

TITLE = "Training"
NEEDS = ()
WARM_AFTER = 0.0
LEAVES = False
GPUS = 1


def work(job: JobFile, folder: Path, *, progress: Progress, stop: Callable[[], bool]) -> bool:
    """Train the runs of the job in `folder`, as their task does it, by as many processes as it
    asks for; on a cluster, repeats of one recipe on as many nodes as have room.
    """
    from core.jobs.cluster.repeats import go_apart, train_apart
    from core.jobs.processes import lead, led
    from core.tasks import train

    if go_apart(job, folder):
        return train_apart(folder, progress=progress, stop=stop)
    folders = [folder / name for name in job.runs]
    with led(job.processes, log=folder / "processes.log"):
        lead(folders)
        return train([Run(each) for each in folders], progress=progress, stop=stop)


def warm() -> Callable[[], object]:
    """Import and use once what a training needs."""
    from core.training.warm import warm as first_use

    first_use()
    gc.freeze()  # modules are no garbage, and each look at all of them takes up to half a second
    return lambda: None
