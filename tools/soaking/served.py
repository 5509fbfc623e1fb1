"""A server on a scratch folder, and what lies in it before people come."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.defects import newest
from core.paths import ROOT

UP = 120.0  # seconds
TO_STOP = 30.0


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
    log: Path

    def prepare(self, *, races: int) -> Points:
        """Points to look at, and races that train meanwhile; the models are up then."""
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
        _answered(f"{self.url}/widgets/clothes/config")
        return Points(stored(run).name, run_key(run))

    def errors(self) -> list[str]:
        """Defects that the server noted."""
        return [f"{each.id} {each.kind} at {each.line} ({each.where})" for each in newest()]


@contextlib.contextmanager
def served(folder: Path) -> Iterator[Served]:
    """The app on a free port; it is ended after."""
    (folder / "runs").mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    log = folder / "server.log"
    line = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", f"{port}"]
    with log.open("w") as out:
        process = subprocess.Popen(
            line, cwd=ROOT, env={**os.environ}, stdout=out, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, log)
        yield Served(url, process.pid, log)
    finally:
        _end_jobs()
        process.terminate()
        process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    if not _answered(f"{url}/healthz", process):
        sys.exit(f"The app did not come up:\n{log.read_text()}")


def _end_jobs() -> None:
    """Stop what still trains: its processes would outlive the server."""
    from core.jobs.jobs import jobs

    until = time.monotonic() + TO_STOP
    for job in jobs().open():
        jobs().cancel(job.job)
    while time.monotonic() < until and any(job.unfinished for job in jobs().open()):
        time.sleep(0.2)


def _answered(url: str, process: subprocess.Popen[bytes] | None = None) -> bool:
    """Wait until an address answers, at most `UP`, as long as its process lives; whether it does.

    The models process starts when it is first asked, and says 503 until it is up.
    """
    until = time.monotonic() + UP
    while time.monotonic() < until and (process is None or process.poll() is None):
        with contextlib.suppress(OSError), urllib.request.urlopen(url):
            return True
        time.sleep(0.2)
    return False
