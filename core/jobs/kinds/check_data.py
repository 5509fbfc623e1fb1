"""The check of a data set: what `python -m core data --check` does. Its result is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.data.catalogue import entry, find, how_to_get
from core.errors import DataMissing, Stopped
from core.progress import Progress

if TYPE_CHECKING:
    from core.jobs.job_files import JobFile

TITLE = "Data check"
NEEDS = ("data",)
WARM_AFTER = None
LEAVES = False


def described(name: str) -> dict[str, Any]:
    """What such a job keeps; raises UnknownName, and DataMissing for a set that is not here."""
    known = entry(name)
    if find(name) is None:
        raise DataMissing(f"{name} is not on this machine. {how_to_get(known)}")
    return {"data": name}


def warm() -> Callable[[], object]:
    """Nothing is worth paying for beforehand."""
    return lambda: None


def work(job: JobFile, folder: Path, *, progress: Progress, stop: Callable[[], bool]) -> bool:
    """Check the data set and keep what came out."""
    del folder
    from core.diagnosis.data_check import check_data
    from core.diagnosis.kept_checks import keep_check

    try:
        keep_check(check_data(job.about["data"], progress=progress, stop=stop))
    except Stopped:
        return False
    return True
