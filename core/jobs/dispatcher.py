"""Hands queued jobs to worker processes, a few at a time, one person after the other.

Where a cluster is asked for (core.jobs.cluster), a process beside hands them to its nodes instead.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from core.access import LOCAL, acting_as
from core.cleaning.caches import DAY, caches, sweep
from core.defects import noted
from core.jobs.cluster import asked_address
from core.jobs.fair import in_turn, took_turn, turns
from core.jobs.jobs import WAITING, JobState, LocalJobs
from core.jobs.kinds import kinds, starts_ahead
from core.jobs.order import ready
from core.lock import alone_after, is_locked
from core.paths import ROOT, runs_folder

AT_ONCE = int(os.environ.get("EMBEDSCOPE_JOBS", "2"))
EVERY = 0.2  # seconds between two looks at the queue
ENDED = (0, 2)
"""Exit statuses of a worker that wrote how its job ended."""
AGAIN = 5.0  # seconds until what failed is tried again
FIRST_SWEEP = 600.0  # seconds from the start until caches are swept, then every day


class Dispatcher:
    """A thread that keeps one worker of each kind warm while nothing trains, and starts the next
    job as soon as a place is free.

    Two servers over one folder share the queue: a file lock makes one of them the dispatcher.
    """

    def __init__(self, root: Path) -> None:
        self.jobs = LocalJobs(root)
        self.root = root
        self.warm: dict[str, subprocess.Popen[str]] = {}
        self.began = time.monotonic()
        self.swept = self.began - DAY + FIRST_SWEEP
        self.busy: dict[str, subprocess.Popen[str]] = {}
        self.failing = False
        self.later: dict[str, float] = {}
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, name="dispatcher", daemon=True)

    def start(self) -> Callable[[], None]:
        """Start the thread; the function that stops it. Jobs in training go on."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.thread.start()
        return self.stop

    def stop(self) -> None:
        """Let the warm worker go and end the thread."""
        self.stopped.set()
        self.thread.join(timeout=5)

    def run(self) -> None:
        """Look at the queue again and again, until `stop`, once no other server does. It is this
        machine's own work, whoever's jobs there are.
        """
        # Where another server dispatches this one takes over when it ends.
        alone = alone_after(self.root / "dispatcher.lock", lambda: not self.stopped.wait(1))
        with acting_as(LOCAL), alone:
            while not self.stopped.is_set():
                self.stopped.wait(EVERY if self._looked() else AGAIN)
            self.close()

    def _looked(self) -> bool:
        """Look, whatever comes of it: a full disk or a folder that is away must not end the queue
        for good. False where it failed; the first of several failures is noted.
        """
        try:
            self.look()
        except Exception as error:  # noqa: BLE001 (the thread has to outlive it)
            if not self.failing:
                noted(error, "the queue")
            self.failing = True
            return False
        self.failing = False
        return True

    def close(self) -> None:
        """Let the warm workers go."""
        for worker in self.warm.values():
            if worker.stdin is not None:
                worker.stdin.close()  # it reads the end of its input, and ends
        for worker in self.warm.values():
            worker.wait()

    def look(self) -> None:
        """Start what can be started now."""
        for job, worker in list(self.busy.items()):
            if worker.poll() is not None:
                del self.busy[job]
                if worker.returncode not in ENDED:  # it may not even have begun: no circle
                    self.later[job] = time.monotonic() + AGAIN
        self._sweep()
        known = self.jobs.open()
        held = {job for job, until in self.later.items() if until > time.monotonic()} | {*self.busy}
        waiting = [state for state in self.waiting(known) if state.job not in held]
        wanted = {state.kind for state in waiting}
        if not self.busy and starts_ahead():  # a job under way needs the cores more than the next
            wanted |= self._warm_by_now()
        for kind in sorted(wanted):
            self._keep_warm(kind)
        if waiting and self._at_work(known) < AT_ONCE:
            self._hand_over(waiting[0])

    def _sweep(self) -> None:
        """Once a day, while nothing trains: what caches hold beyond their age or size goes."""
        if not self.busy and time.monotonic() - self.swept > DAY:
            self.swept = time.monotonic()
            for cache in caches():
                sweep(cache)

    def _keep_warm(self, kind: str) -> None:
        if kind not in self.warm or self.warm[kind].poll() is not None:
            self.warm[kind] = _worker(self.root, kind)

    def _warm_by_now(self) -> set[str]:
        since = time.monotonic() - self.began
        after = {name: entry.constants["WARM_AFTER"] for name, entry in kinds().items()}
        return {name for name, wait in after.items() if wait is not None and since >= wait}

    def waiting(self, known: list[JobState] | None = None) -> list[JobState]:
        """Those of the `known` open jobs that can begin, in the order in which they do."""
        known = self.jobs.open() if known is None else known
        waiting = (state for state in reversed(known) if state.state == WAITING)
        return in_turn(ready(waiting, self.jobs, self.root), turns(self.root))

    def _at_work(self, known: list[JobState]) -> int:
        """Jobs in training, those included that an earlier server started."""
        locked = {state.job for state in known if is_locked(self.root / state.job)}
        return len(locked | set(self.busy))

    def _hand_over(self, state: JobState) -> None:
        worker = self.warm.pop(state.kind, None)
        if worker is None or worker.stdin is None:
            return
        try:
            worker.stdin.write(f"{self.root / state.job}\n")
            worker.stdin.close()
        except BrokenPipeError:  # it died while waiting; the next look starts another
            return
        self.busy[state.job] = worker
        took_turn(self.root, state.owner)


def start_dispatcher() -> Callable[[], None]:
    """Start handing out the jobs of the runs folder; the function that stops it."""
    if asked_address():
        from core.jobs.cluster.beside import Beside

        return Beside().start()
    return Dispatcher(runs_folder()).start()


def _worker(root: Path, kind: str) -> subprocess.Popen[str]:
    """A process of its own session, so that it outlives the server; its output goes to a file."""
    with (root / "worker.log").open("a") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "core.jobs.worker", kind],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
