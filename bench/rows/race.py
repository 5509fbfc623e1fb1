"""A race in the lab, as a visitor starts it: until the first picture moves, and until it ends."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.browsing import browser, visit
from bench.serving import Served, serving
from bench.table import Measured
from bench.timing import until
from core.jobs.jobs import DONE, JobState, LocalJobs
from core.lock import is_locked

ROWS = {"race_first_frame_s": ("s", "<=", 5.0), "race_4x300_s": ("s", "<=", 120.0)}
PATIENCE = 900.0


def measure() -> dict[str, Measured]:
    """Both rows, from one race with the lab's own settings: four strategies, 300 steps."""
    from core.recipes.recipe import of_kind
    from core.tasks.embed.settings import EmbeddingRecipe

    with (
        browser() as started,
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "race") as served,
        visit(started) as page,
    ):
        first, whole, job = _race(page, served)
        asked = of_kind(job.runs[0].recipe(), EmbeddingRecipe)
    settings = (
        f"{len(job.runs)} strategies x {asked.length.steps} steps of {asked.net.name}, batch "
        f"{asked.batch.size}, {asked.data.name}"
    )
    return {
        "race_first_frame_s": Measured(
            first, 1, f"Race pressed in Chromium to the maps' first frame, worker warm; {settings}"
        ),
        "race_4x300_s": Measured(
            whole, 1, f"Race pressed to the job being done, measured and kept; {settings}"
        ),
    }


def _race(page: Any, served: Served) -> tuple[float, float, JobState]:
    page.goto(f"{served.url}/triplet_lab")
    button = page.get_by_role("button", name="Race", exact=False).last
    button.wait_for()
    if not until(served.worker_is_warm, seconds=120):
        raise TimeoutError("The training worker was not ready within two minutes.")
    with stopped_at_the_end(LocalJobs(served.runs)) as jobs:
        begun = time.monotonic()
        button.click()
        page.locator("output.where").filter(has_text="step").wait_for()
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
