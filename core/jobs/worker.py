"""The process that works. `python -m core.jobs.worker [KIND]` warms up, then waits for a job.

The dispatcher keeps one such worker of each kind warm: it reads a job's folder from standard input,
does the job and ends. When the dispatcher goes away before that, it ends too; a job that has begun
goes on. A worker for maps never imports torch, unless the map's source needs a net.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
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
    JobFile,
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
        clock = _Clock(folder, about, watch)
        ended = _done(about, folder, clock, leave=leave)
        if clock.gone:
            _clear(folder, about)
        return ended


def _done(about: JobFile, folder: Path, clock: _Clock, *, leave: bool) -> int:
    """Work until it is done, has to stop, or fails; the exit status."""
    try:
        kind = kind_of_job(about.kind).load()
        if leave and kind.LEAVES:
            leave_when(clock.stops, before=partial(_give_up, kind, about, clock))
        with acting_for(about.owner):
            finished = kind.work(about, folder, progress=clock, stop=clock.stops)
    except EmbedscopeError as error:
        return clock.fail(str(error))
    except OSError as error:
        return clock.fail(f"The disk or a file failed: {error}. Mend that, then resume.")
    except Exception as error:  # noqa: BLE001 (a defect: the page says so, the file how)
        number = noted(error, f"the job {folder.name}")
        with suppress(OSError):
            (folder / "error.txt").write_text(traceback.format_exc(), encoding="utf-8")
        clock.fail(f"{type(error).__name__}: {error} (details in error.txt; number {number})")
        return 1
    clock.end(DONE if finished else CANCELLED, "" if finished else clock.why())
    return 0


def _give_up(kind: ModuleType, about: JobFile, clock: _Clock) -> bool:
    """Whether the job was still at work, and now counts as cancelled."""
    if not clock.end(CANCELLED, clock.why()):
        return False
    kind.give_up(about)
    return True


def _clear(folder: Path, job: JobFile) -> None:
    """Remove what was written after somebody had removed the folder amid the work; nothing where
    it was only renamed or a file taken out of it, and what it held may still be there.
    """
    if not any((folder / name / "recipe.yaml").exists() for name in job.runs):
        shutil.rmtree(folder, ignore_errors=True)


class _Clock:
    """Writes step, time spent and time left, at most twice a second, until the one end."""

    def __init__(self, folder: Path, about: JobFile, watch: Callable[[Status], None]) -> None:
        self.folder, self.about, self.watch = folder, about, watch
        self.cancelled = (folder / "cancel").exists
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

    def stops(self) -> bool:
        """Whether the work has to end before it is done."""
        return self.cancelled() or self.gone or bool(self.why())

    def why(self) -> str:
        """What ended it besides a person who stopped it: its owner's limits, in a sentence."""
        return "" if self.cancelled() else reached(self.about.owner, self.about.kind, self.now())

    @property
    def gone(self) -> bool:
        """Whether somebody removed the job, or renamed its folder, while it was at work."""
        return not (self.folder / "job.json").exists()

    def fail(self, message: str) -> int:
        """The end of a job that failed for a reason that people can mend; its exit status.

        Where the disk is full even this cannot be written: then it counts as interrupted, which
        says so as well, and is resumed.
        """
        with suppress(OSError):
            self.end(FAILED, message)
        return 2

    def end(self, state: str, message: str) -> bool:
        """Whether this was the end: nothing is written after the first."""
        ended = replace(self.now(), state=state, message=message, left=None)
        return self._write(ended, last=True)

    def _write(self, status: Status, *, last: bool = False) -> bool:
        with self.lock:
            if self.ended or self.gone:
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
