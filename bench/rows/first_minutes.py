"""The door: how soon something moves on Home, how soon a newcomer's own race does, and how many
clicks fetch a data set and train on it.
"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.browsing import PATIENCE, browser, visit
from bench.serving import Served, serving
from bench.table import Measured
from bench.timing import until
from core.jobs.jobs import LocalJobs

ROWS = {
    "first_wow_s": ("s", "<=", 4.0),
    "first_own_result_s": ("s", "<=", 20.0),
    "clicks_to_fetch_and_train": ("clicks", "<=", 3.0),
}
ROUNDS = 3
PLAYHEAD = ".race .where"
"""It says at which training step the maps stand."""


def measure() -> dict[str, Measured]:
    """Both rows, a fresh server without data sets and a fresh visitor each round."""
    wow, own = [], []
    with browser() as started, tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            with visit(started) as page, serving(Path(folder) / str(number), bare=True) as served:
                page.goto(served.url, wait_until="commit")
                _until_it_moves(page)
                wow.append(time.monotonic() - served.begun)
                pressed = time.monotonic()
                page.get_by_role("button", name="Run it yourself").click()
                page.wait_for_url("**/triplet_lab?*race=*")
                page.get_by_text("running").first.wait_for()
                _until_it_moves(page)
                own.append(time.monotonic() - pressed)
                _end_all(LocalJobs(served.runs))
                clicks = _fetch_and_race(page, served)
                _end_all(LocalJobs(served.runs))
    how = f"median of {ROUNDS} fresh servers"
    return {
        "first_wow_s": Measured(
            statistics.median(wow), ROUNDS, f"from the command until the race on Home moves; {how}"
        ),
        "first_own_result_s": Measured(
            statistics.median(own),
            ROUNDS,
            f"from the press on *Run it yourself* until the newcomer's own race moves; {how}",
        ),
        "clicks_to_fetch_and_train": Measured(
            clicks,
            1,
            "from Home of a machine without data sets until Fashion-MNIST is being fetched and a "
            "race on it waits for that; the download is not waited for",
        ),
    }


def _fetch_and_race(page: Any, served: Served) -> int:
    """The clicks of a newcomer who wants to train on real images."""
    page.goto(served.url, wait_until="commit")
    way = (
        page.get_by_role("link", name="Race on Fashion-MNIST"),
        page.get_by_role("button", name=re.compile("Get Fashion-MNIST .* and race$")),
    )
    for step in way:
        step.click()
    page.wait_for_url("**/triplet_lab?*race=*")
    known = LocalJobs(served.runs).all()
    fetching = {job.job for job in known if job.about.get("data") == "fashion-mnist"}
    if not any(job.unfinished and fetching & set(job.after) for job in known):
        raise RuntimeError("no race waits for the data set")
    return len(way)


def _end_all(jobs: LocalJobs) -> None:
    """Trainings outlive their server: stop them, or they work beside the next round."""
    for job in jobs.all():
        jobs.cancel(job.job)
    until(lambda: not any(job.unfinished for job in jobs.all()), seconds=60)


def _until_it_moves(page: Any) -> None:
    """Until the maps have stood at two different steps."""
    where = page.locator(PLAYHEAD).first
    where.wait_for()
    seen: set[str] = set()

    def has_moved() -> bool:
        seen.update(re.findall(r"\d+", where.inner_text()))
        return len(seen) > 1

    if not until(has_moved, seconds=PATIENCE / 1000):
        raise RuntimeError("the race does not move")
