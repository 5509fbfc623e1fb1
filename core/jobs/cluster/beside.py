"""Keeps the process that hands jobs to a cluster running beside this one."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable

from core.paths import ROOT, runs_folder

AGAIN = 3.0
"""Seconds before it is started anew, where it ended by itself: the cluster may be back."""
PATIENCE = 20.0
"""Seconds that it has to let go of the cluster in."""


class Beside:
    """A thread that starts the process, and again when it ends."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._run, name="cluster", daemon=True)

    def start(self) -> Callable[[], None]:
        """Start; the function that ends it. Jobs on the nodes go on."""
        runs_folder().mkdir(parents=True, exist_ok=True)
        self.thread.start()
        return self.stop

    def stop(self) -> None:
        """End the process."""
        self.stopped.set()
        self.thread.join(timeout=PATIENCE)

    def _run(self) -> None:
        while not self.stopped.is_set():
            with (runs_folder() / "cluster.log").open("ab") as log:
                process = subprocess.Popen(
                    [sys.executable, "-m", "core.jobs.cluster"],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            while process.poll() is None and not self.stopped.wait(0.2):
                pass
            if process.stdin is not None:
                process.stdin.close()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            self.stopped.wait(AGAIN)
