"""A race in the lab, as a visitor starts it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from bench.serving import Served
from bench.timing import until
from core.jobs.jobs import DONE, JobState, LocalJobs
from core.lock import is_locked

PATIENCE = 900.0
MAPS = '[class*="st-key-room-race"] output.where'
"""Which step the maps show."""
SHIPPED = "A race that was run before"
"""What stands above the maps of another race, below the form: they are no first frame."""


def raced(page: Any, served: Served, query: str = "") -> tuple[float, float, JobState]:
    """Press Race, with the settings of a link's query: seconds to the maps' first frame, seconds to
    the end, and the job. Raises TimeoutError, RuntimeError where the race fails.
    """
    page.goto(f"{served.url}/triplet_lab?{query}")
    button = page.get_by_role("button", name="Race", exact=False).last
    button.wait_for()
    if not until(served.worker_is_warm, seconds=120):
        raise TimeoutError("The training worker was not ready within two minutes.")
    with stopped_at_the_end(LocalJobs(served.runs)) as jobs:
        begun = time.monotonic()
        button.click()
        page.get_by_text(SHIPPED).wait_for(state="detached")
        page.locator(MAPS).filter(has_text="step").wait_for(timeout=PATIENCE * 1000)
        first = time.monotonic() - begun
        if not until(lambda: not jobs.all()[0].unfinished, seconds=PATIENCE, every=0.2):
            raise TimeoutError(f"The race did not end within {PATIENCE:.0f} s.")
        whole = time.monotonic() - begun
        job = jobs.all()[0]
    if job.state != DONE:
        raise RuntimeError(f"The race ended as {job.state}: {job.message}")
    return first, whole, job


@contextlib.contextmanager
def stopped_at_the_end(jobs: LocalJobs) -> Iterator[LocalJobs]:
    """No race goes on when its measurement is over, or broke off: a worker outlives its server."""
    try:
        yield jobs
    finally:
        for job in jobs.all():
            if job.unfinished:
                jobs.cancel(job.job)
        until(lambda: not any(is_locked(jobs.root / job.job) for job in jobs.all()), seconds=30)
