"""The app in a process of its own, on a free port and with a folder of runs of its own."""

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

import psutil

from bench.timing import until
from core.paths import ROOT

MB = 2**20


@dataclass(frozen=True)
class Served:
    """A running app; `begun` is the moment of the command, by `time.monotonic`."""

    url: str
    runs: Path
    process: psutil.Process
    begun: float

    def rss_mb(self) -> float:
        """Resident memory of the server's process."""
        return float(self.process.memory_info().rss / MB)

    def tree_pss_mb(self) -> tuple[float, int]:
        """Memory of the server and all it started, shared pages counted once; how many they are."""
        tree = [self.process, *self.process.children(recursive=True)]
        return sum(one.memory_full_info().pss for one in tree) / MB, len(tree)

    def worker_is_warm(self) -> bool:
        """Whether the waiting training worker has come to rest: imported, and reading its input."""
        for child in self.process.children():
            if "core.jobs.worker" in child.cmdline():
                before = sum(child.cpu_times()[:2])
                time.sleep(1)
                return bool(before > 1 and sum(child.cpu_times()[:2]) - before < 0.02)
        return False


@contextlib.contextmanager
def serving(folder: Path, *, bare: bool = False) -> Iterator[Served]:
    """Start `streamlit run app.py`, wait until it answers, stop it afterwards. A `bare` one has no
    data set but those that come with a package.
    """
    runs = folder / "runs"
    runs.mkdir(parents=True)
    port, log = _free_port(), folder / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(port), "--server.headless", "true"]
    own = {"EMBEDSCOPE_RUNS": str(runs)}
    if bare:
        own |= {f"EMBEDSCOPE_{name}": str(folder / "none") for name in ("DATA", "SYSTEM_DATA")}
    begun = time.monotonic()
    with log.open("w") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | own,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        if not until(lambda: process.poll() is not None or _answers(url), seconds=60):
            raise TimeoutError(f"The app did not answer within 60 s: {log.read_text()}")
        yield Served(url, runs, psutil.Process(process.pid), begun)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_gradio(served: Served) -> None:
    """Return when the widgets are built; the server holds this request back, or says 503, until
    then. Raises TimeoutError after two minutes.
    """
    place = f"{served.url}/widgets/clothes/config"
    if not until(lambda: _opens(place, seconds=120), seconds=120):
        raise TimeoutError(f"{place} did not answer within two minutes")


def _answers(url: str) -> bool:
    return _opens(f"{url}/_stcore/health", seconds=5)


def _opens(place: str, *, seconds: float) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(place, timeout=seconds) as answer:
        answer.read()
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
