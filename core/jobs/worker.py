"""The process that works. `python -m core.jobs.worker [KIND]` warms up, then waits for a job.

The dispatcher keeps one such worker of each kind warm: it reads a job's folder from standard input,
does the job and ends. When the dispatcher goes away before that, it ends too; a job that has begun
goes on. A worker for maps never imports torch, unless the map's source needs a net.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType

from core.access.people import acting_for
from core.defects import noted
from core.errors import EmbedscopeError
from core.jobs.jobs import (
    CANCELLED,
    DONE,
    FAILED,
    RUNNING,
    Status,
    job_file,
    read_status,
    write_status,
)
from core.jobs.kinds import TRAIN, kind_of_job
from core.jobs.leave import leave_when
from core.jobs.limits import reached
from core.lock import claimed

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
        cancelled = (folder / "cancel").exists

        def stop() -> bool:
            return cancelled() or bool(reached(about.owner, about.kind, clock.now()))

        try:
            kind = kind_of_job(about.kind).load()
            if leave and kind.LEAVES:
                leave_when(stop, before=partial(_give_up, kind, folder, clock))
            with acting_for(about.owner):
                finished = kind.work(about, folder, progress=clock, stop=stop)
        except EmbedscopeError as error:
            clock.end(FAILED, str(error))
            return 2
        except OSError as error:
            clock.end(FAILED, f"The disk or a file failed: {error}. Mend that, then resume.")
            return 2
        except Exception as error:  # noqa: BLE001 (a defect: the page says so, the file how)
            (folder / "error.txt").write_text(traceback.format_exc(), encoding="utf-8")
            number = noted(error, f"the job {folder.name}")
            told = f"{type(error).__name__}: {error} (details in error.txt; number {number})"
            clock.end(FAILED, told)
            return 1
        why = "" if finished or cancelled() else reached(about.owner, about.kind, clock.now())
        clock.end(DONE if finished else CANCELLED, why)
        return 0


def _give_up(kind: ModuleType, folder: Path, clock: _Clock) -> bool:
    """Whether the job was still at work, and now counts as cancelled."""
    about = job_file(folder)
    cancelled = (folder / "cancel").exists()
    why = "" if cancelled else reached(about.owner, about.kind, clock.now())
    if not clock.end(CANCELLED, why):
        return False
    kind.give_up(about)
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

    def now(self) -> Status:
        """Where it stands, with the time spent until this moment."""
        return replace(self.status, seconds=self.before + time.monotonic() - self.began)

    def end(self, state: str, message: str) -> bool:
        """Whether this was the end: nothing is written after the first."""
        ended = replace(self.now(), state=state, message=message, left=None)
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
    enough = kind_of_job(kind).load().warm()
    line = sys.stdin.readline().strip()
    enough()
    return work(Path(line), leave=True) if line else 0


if __name__ == "__main__":
    done = main(*sys.argv[1:2])
    if kind_of_job((sys.argv[1:2] or [TRAIN])[0]).load().LEAVES:
        os._exit(done)  # whatever still warms up in the background is not waited for
    sys.exit(done)
