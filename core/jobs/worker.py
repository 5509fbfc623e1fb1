"""The process that works. `python -m core.jobs.worker [KIND]` warms up, then waits for a job.

The dispatcher keeps one such worker of each kind warm: it reads a job's folder from standard input,
does the job and ends. When the dispatcher goes away before that, it ends too; a job that has begun
goes on. A worker for maps never imports torch, unless the map's source needs a net.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from core.errors import EmbedscopeError
from core.jobs.jobs import (
    CANCELLED,
    DONE,
    FAILED,
    MAP,
    PROBE,
    RUNNING,
    TRAIN,
    JobFile,
    Status,
    job_file,
    read_status,
    tell,
    write_status,
)
from core.jobs.leave import leave_when
from core.jobs.lock import claimed
from core.runs.find import find_run
from core.runs.run import Run

EVERY = 0.5  # seconds between two writings of the status


def work(
    folder: Path, *, watch: Callable[[Status], None] = lambda _: None, leave: bool = False
) -> int:
    """Do the job in `folder`; the exit status. Does nothing where another process does.

    `watch` sees the status whenever it is written. With `leave` a map that is cancelled takes the
    process with it where its method does not listen.
    """
    with claimed(folder) as free:
        if not free:
            return 0
        about = job_file(folder)
        clock = _Clock(folder, watch)
        way = {MAP: _map, PROBE: _probe}.get(about.kind, _train)
        if leave and way is _map:
            leave_when((folder / "cancel").exists, before=partial(_give_up, folder, clock))
        try:
            finished = way(folder, about, clock)
        except EmbedscopeError as error:
            clock.end(FAILED, str(error))
            return 2
        except OSError as error:
            clock.end(FAILED, f"The disk or a file failed: {error}. Mend that, then resume.")
            return 2
        except Exception as error:  # noqa: BLE001 (a defect: the page says so, the file how)
            (folder / "error.txt").write_text(traceback.format_exc(), encoding="utf-8")
            clock.end(FAILED, f"{type(error).__name__}: {error} (details in error.txt)")
            return 1
        clock.end(DONE if finished else CANCELLED, "")
        return 0


def _train(folder: Path, about: JobFile, clock: _Clock) -> bool:
    from core.tasks import train

    runs = [Run(folder / name) for name in about.runs]
    return train(runs, progress=clock, stop=(folder / "cancel").exists)


def _map(folder: Path, about: JobFile, clock: _Clock) -> bool:
    from core.jobs.map_job import make_map

    stop = (folder / "cancel").exists
    return make_map(about.about, progress=clock, stop=stop, tell=partial(tell, folder))


def _probe(folder: Path, about: JobFile, clock: _Clock) -> bool:
    from core.diagnosis.layer_probes import measure_probes

    run = find_run(about.about["run"])
    return measure_probes(run, progress=clock, stop=(folder / "cancel").exists)


def _give_up(folder: Path, clock: _Clock) -> bool:
    """Whether the job was still at work, and now counts as cancelled."""
    from core.jobs.map_job import discard_map

    if not clock.end(CANCELLED, ""):
        return False
    discard_map(job_file(folder).about)
    return True


class _Clock:
    """Writes step, time spent and time left, at most twice a second, until the one end."""

    def __init__(self, folder: Path, watch: Callable[[Status], None]) -> None:
        self.folder, self.watch = folder, watch
        self.before = read_status(folder).seconds
        self.began = self.written = time.monotonic()
        self.first: tuple[int, float] | None = None
        self.ended = False
        self.lock = threading.Lock()
        self.status = Status(state=RUNNING, seconds=self.before, message="loading the data")
        self._write(self.status)

    def __call__(self, step: int, steps: int, message: str) -> None:
        now = time.monotonic()
        if self.first is None:
            self.first = (step, now)
        began, since = self.first
        pace = (now - since) / (step - began) if step > began else None
        said = self.status.message
        self.status = Status(
            state=RUNNING,
            step=step,
            steps=steps,
            seconds=self.before + now - self.began,
            left=None if pace is None or step >= steps else pace * (steps - step),
            message=message,
        )
        if message != said or now - self.written > EVERY or began == step:
            self.written = now
            self._write(self.status)

    def end(self, state: str, message: str) -> bool:
        """Whether this was the end: nothing is written after the first."""
        seconds = self.before + time.monotonic() - self.began
        ended = replace(self.status, state=state, message=message, left=None, seconds=seconds)
        return self._write(ended, last=True)

    def _write(self, status: Status, *, last: bool = False) -> bool:
        with self.lock:
            if self.ended:
                return False
            self.ended = last
            write_status(self.folder, status)
        self.watch(status)
        return True


def main(kind: str = TRAIN) -> int:
    """Wait, warming up, for the folder of a job, a line on standard input, and do it."""
    enough = _warm(kind)
    line = sys.stdin.readline().strip()
    enough()
    return work(Path(line), leave=True) if line else 0


def _warm(kind: str) -> Callable[[], object]:
    """Warm up, or begin to; the function that ends what goes on beside."""
    if kind == MAP:
        from core.projection.warm import warm_beside

        return warm_beside()
    gc.disable()  # modules are no garbage, and each look at all of them takes up to half a second
    from core.training.warm import warm

    warm()
    gc.freeze()
    gc.enable()
    return lambda: None


if __name__ == "__main__":
    done = main(*sys.argv[1:2])
    if MAP in sys.argv[1:]:
        os._exit(done)  # whatever still warms up in the background is not waited for
    sys.exit(done)
