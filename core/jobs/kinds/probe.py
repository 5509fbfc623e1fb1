"""Linear probes of every layer of a finished run, which are kept with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.jobs.kinds import train
from core.progress import Progress
from core.runs.find import find_run

TITLE = "Layer probes"
WARM_AFTER = None
LEAVES = False
warm = train.warm


def described(run: str) -> dict[str, Any]:
    """What such a job keeps; raises UnknownName for no such run."""
    find_run(run)
    return {"run": run}


def work(
    job: Mapping[str, Any], folder: Path, *, progress: Progress, stop: Callable[[], bool]
) -> bool:
    """Measure and keep the probes."""
    del folder
    from core.diagnosis.layer_probes import measure_probes

    return measure_probes(find_run(job["about"]["run"]), progress=progress, stop=stop)
