"""A server on a scratch folder, and what lies in it before people come."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.serving import serving, wait_for_gradio
from core.defects import newest

TO_STOP = 30.0  # seconds


@dataclass(frozen=True)
class Points:
    """A set of points that people look at, and the run that it was made from."""

    name: str
    run: str


@dataclass(frozen=True)
class Served:
    """The app in a process of its own."""

    url: str
    pid: int

    def prepare(self, *, races: int) -> Points:
        """Points to look at, and races that train meanwhile."""
        from core.embeddings.sources import stored
        from core.jobs.jobs import jobs
        from core.recipes.recipe import changed, load_recipe
        from core.runs.find import finished_runs, has_embedding, run_key

        run = next(iter(finished_runs(has_embedding).values()))
        for number in range(races):
            lanes = [
                changed(
                    load_recipe(name),
                    {"data.name": "digits", "length.epochs": None, "length.steps": 400},
                )
                for name in ("race-batch-hard", "race-semi-hard")
            ]
            jobs().submit(lanes, title=f"Race {number + 1}")
        return Points(stored(run).name, run_key(run))

    def errors(self) -> list[str]:
        """Defects that the server noted."""
        return [f"{each.id} {each.kind} at {each.line} ({each.where})" for each in newest()]


@contextlib.contextmanager
def served(folder: Path) -> Iterator[Served]:
    """The app on a free port; it is ended after, and what trains before it."""
    with serving(folder) as app:
        wait_for_gradio(app)
        try:
            yield Served(app.url, app.process.pid)
        finally:
            _end_jobs()


def _end_jobs() -> None:
    """Stop what still trains: its processes would outlive the server."""
    from core.jobs.jobs import jobs

    until = time.monotonic() + TO_STOP
    for job in jobs().open():
        jobs().cancel(job.job)
    while time.monotonic() < until and any(job.unfinished for job in jobs().open()):
        time.sleep(0.2)
