"""Linear probes of every layer of a finished run, which are kept with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.jobs.kinds import train
from core.progress import Progress
from core.runs.find import find_run

if TYPE_CHECKING:
    from core.jobs.job_files import JobFile

TITLE = "Layer probes"
NEEDS = ("run",)
WARM_AFTER = None
LEAVES = False
GPUS = 1
warm = train.warm


def described(run: str) -> dict[str, Any]:
    """What such a job keeps; raises UnknownName for no such run."""
    find_run(run)
    return {"run": run}


def work(job: JobFile, folder: Path, *, progress: Progress, stop: Callable[[], bool]) -> bool:
    """Measure and keep the probes."""
    del folder
    from core.diagnosis.layer_probes import measure_probes

    return measure_probes(find_run(job.about["run"]), progress=progress, stop=stop)
