"""What runs on a node: one Ray actor a job, which does what a worker process does, and ends."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from core.errors import DataMissing, EmbedscopeError
from core.recipes.recipe import Recipe

UNUSED = 60.0
"""Seconds after which an actor ends that nobody gave a job: who made it is gone."""
GRACE = 0.3
"""Seconds between a job's end and its process's, in which the answer leaves."""


class Worker:
    """The class of the actors; the dispatcher makes one for each job, named after it."""

    def __init__(self) -> None:
        import ray

        self.until = time.monotonic() + UNUSED
        self.own = ray.get_runtime_context().current_actor
        threading.Thread(target=self._leave, name="leave", daemon=True).start()

    def work(self, folder: str, settings: Mapping[str, str]) -> int:
        """Do the job in a folder; the exit status of core.jobs.worker.work."""
        self.until = float("inf")
        try:
            become(settings)
            from core.jobs.worker import work

            return work(Path(folder), leave=True) if bring(Path(folder)) else 2
        finally:
            self.until = time.monotonic() + GRACE

    def _leave(self) -> None:
        while time.monotonic() < self.until:
            time.sleep(0.1)
        import ray

        sys.stdout.flush()
        ray.kill(self.own)  # told so, Ray does not warn of a process that died
        time.sleep(UNUSED)
        os._exit(0)


def become(settings: Mapping[str, str]) -> None:
    """Take over the places that all nodes share; the data sets lie where the node says, if it
    does.
    """
    own = {"EMBEDSCOPE_DATA"} & set(os.environ)
    os.environ.update({name: value for name, value in settings.items() if name not in own})


def bring(folder: Path) -> bool:
    """Fetch the data sets that a job needs and this node lacks; False, and the job has failed with
    a word, where one cannot be fetched.
    """
    from core.jobs.jobs import FAILED, read_status, write_status
    from core.lease import node
    from core.lock import claimed

    def say(name: str) -> None:
        message = f"{node()} fetches the data set {name}"
        write_status(folder, replace(read_status(folder), message=message))

    with claimed(folder) as free:
        if not free:
            return False
        try:
            fetch_missing(recipes_of(folder), say=say)
        except (EmbedscopeError, OSError) as error:
            message = f"On the node {node()}: {error}"
            write_status(folder, replace(read_status(folder), state=FAILED, message=message))
            return False
        return True


def fetch_missing(
    recipes: Iterable[Recipe], *, say: Callable[[str], None] = lambda _: None
) -> None:
    """Fetch what recipes name and this machine lacks, `say`ing which; raises DataMissing."""
    from core.data.asked import missing
    from core.data.catalogue import entry, fetchable, how_to_get
    from core.data.fetch.get import get

    for name in dict.fromkeys(name for recipe in recipes for name in missing(recipe)):
        known = entry(name)
        if not fetchable(known):
            raise DataMissing(f"{name} is not there. {how_to_get(known)}")
        say(name)
        get(name, say=lambda _: None)


def recipes_of(folder: Path) -> Iterator[Recipe]:
    """What the job in a folder trains, or measures."""
    from core.jobs.jobs import job_file
    from core.jobs.kinds import SWEEP
    from core.runs.find import find_run
    from core.runs.run import Run
    from core.sweeps.sweep import NAME, read_sweep

    job = job_file(folder)
    for name in job.runs:
        yield Run(folder / name).recipe()
    if job.kind == SWEEP:
        yield read_sweep(folder / NAME).asked
    elif "run" in job.about:
        yield find_run(job.about["run"]).recipe()
