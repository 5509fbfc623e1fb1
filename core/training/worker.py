"""The process that trains. `python -m core.training.worker` warms up, then waits for a job.

The dispatcher keeps one such worker warm: it reads a job's folder from standard input, trains it
and ends. When the dispatcher goes away before that, it ends too; a job in training goes on.
"""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from core.errors import EmbedscopeError
from core.training.jobs import (
    CANCELLED,
    DONE,
    FAILED,
    RUNNING,
    Status,
    claimed,
    read_status,
    write_status,
)
from core.training.loop import train
from core.training.runs import Run
from core.training.warm import warm

EVERY = 0.5  # seconds between two writings of the status


def work(folder: Path, *, watch: Callable[[Status], None] = lambda _: None) -> int:
    """Train the job in `folder`; the exit status. Does nothing where another process does.

    `watch` sees the status whenever it is written.
    """
    with claimed(folder) as free:
        if not free:
            return 0
        about = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        runs = [Run(folder / name) for name in about["runs"]]
        clock = _Clock(folder, watch)
        try:
            finished = train(runs, progress=clock, stop=(folder / "cancel").exists)
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


class _Clock:
    """Writes step, time spent and time left, at most twice a second."""

    def __init__(self, folder: Path, watch: Callable[[Status], None]) -> None:
        self.folder, self.watch = folder, watch
        self.before = read_status(folder).seconds
        self.began = self.written = time.monotonic()
        self.first: tuple[int, float] | None = None
        self.status = Status(state=RUNNING, seconds=self.before, message="loading the data")
        self._write(self.status)

    def __call__(self, step: int, steps: int, message: str) -> None:
        now = time.monotonic()
        if self.first is None:
            self.first = (step, now)
        began, since = self.first
        pace = (now - since) / (step - began) if step > began else None
        self.status = Status(
            state=RUNNING,
            step=step,
            steps=steps,
            seconds=self.before + now - self.began,
            left=None if pace is None or message else pace * (steps - step),
            message=message,
        )
        if message or now - self.written > EVERY or began == step:
            self.written = now
            self._write(self.status)

    def end(self, state: str, message: str) -> None:
        seconds = self.before + time.monotonic() - self.began
        ended = replace(self.status, state=state, message=message, left=None, seconds=seconds)
        self._write(ended)

    def _write(self, status: Status) -> None:
        write_status(self.folder, status)
        self.watch(status)


def main() -> int:
    """Wait, warmed up, for the folder of a job, a line on standard input, and train it."""
    warm()
    line = sys.stdin.readline().strip()
    return work(Path(line)) if line else 0


if __name__ == "__main__":
    sys.exit(main())
