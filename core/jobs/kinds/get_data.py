"""A data set brought onto this machine: what `python -m core data --get` does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.data.catalogue import entry, fetchable, find, how_to_get
from core.errors import DataMissing
from core.files import bytes_of
from core.paths import data_folder
from core.progress import Progress

if TYPE_CHECKING:
    from core.jobs.job_files import JobFile

TITLE = "Data set"
NEEDS = ("data",)
WARM_AFTER = None
LEAVES = True
EVERY = 0.5
"""Seconds between two looks at how much has arrived."""
MEGABYTE = 1_000_000
AGAIN = ("goes on", "starts again")
"""Of what fetching says, a resumed one tells these."""


def described(name: str) -> dict[str, Any]:
    """What such a job keeps; raises UnknownName, and DataMissing for what cannot be fetched."""
    known = entry(name)
    if not fetchable(known):
        raise DataMissing(how_to_get(known))
    return {"data": name}


def warm() -> Callable[[], object]:
    """Nothing is worth paying for beforehand."""
    return lambda: None


def work(job: JobFile, folder: Path, *, progress: Progress, stop: Callable[[], bool]) -> bool:
    """Fetch it, telling how many bytes have arrived; raises DataMissing where no way works."""
    del folder, stop  # who cancels it ends the process
    from core.data.fetch import get

    name = job.about["data"]
    whole = int(entry(name).constants.get("BYTES", 0))
    done, told = threading.Event(), [""]

    def say(text: str) -> None:
        if any(word in text for word in AGAIN):
            told.append(f"; {text}")

    def look() -> None:
        while not done.wait(EVERY):
            there = arrived(name)
            of = f" of {whole / MEGABYTE:.0f}" if whole else ""
            arriving = f"{there / MEGABYTE:.1f}{of} MB have arrived"
            progress(min(there, whole), whole, f"{arriving}{told[-1]}")

    watcher = threading.Thread(target=look, name="arrived", daemon=True)
    watcher.start()
    try:
        found = get(name, say=say)
    finally:
        done.set()
        watcher.join()
    progress(whole, whole, f"It is in {found.where}.")
    return True


def give_up(job: JobFile) -> None:
    """Remove what cannot be gone on with; what waits for the rest stays."""
    import shutil

    for left in _stages(job.about["data"]):
        shutil.rmtree(left, ignore_errors=True)


def arrived(name: str) -> int:
    """Bytes of a data set that lie in the data folder without being in use yet."""
    from core.data.fetch.get import partial_folder

    return sum(bytes_of(place) for place in (*_stages(name), partial_folder(name)))


def is_wanted(name: str) -> bool:
    """Whether the data set is not here, and may be fetched."""
    return find(name) is None and fetchable(entry(name))


def _stages(name: str) -> list[Path]:
    return list(data_folder().glob(f".fetch-{name}-*"))
