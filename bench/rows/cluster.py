"""Jobs handed to a Ray cluster of one node beside the same jobs handed to local workers."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.table import Measured
from bench.timing import until
from core.jobs.jobs import DONE, LocalJobs
from core.paths import ROOT
from core.recipes.recipe import changed, load_recipe

ROWS = {"ray_overhead": ("ratio", "<=", 1.15)}
JOBS = 6
EPOCHS = 40
AT_ONCE = 2
PATIENCE = 280.0  # seconds
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
LOCAL = """
import sys, threading
from core.jobs.dispatcher import start_dispatcher
stop = start_dispatcher()
sys.stdin.read()
stop()
"""
HEAD = """
import sys
from ray.cluster_utils import Cluster
asked = {"num_cpus": 2, "node_ip_address": "127.0.0.1", "include_dashboard": False}
cluster = Cluster(initialize_head=True, head_node_args=asked)
print(cluster.address, flush=True)
sys.stdin.read()
cluster.head_node.kill_all_processes(check_alive=False, allow_graceful=False)
"""


def measure() -> dict[str, Measured]:
    """The row, where ray is installed: from the handing in of all jobs to the end of the last."""
    if importlib.util.find_spec("ray") is None:
        return {}
    local = _seconds({})
    with _head() as address:
        ray = _seconds({"EMBEDSCOPE_RAY": address})
    how = (
        f"{JOBS} trainings of Simple CNN (thin) on digits, {EPOCHS} epochs, {AT_ONCE} at once, one "
        f"thread each; one node: {ray:.0f} s, local workers: {local:.0f} s"
    )
    return {"ray_overhead": Measured(ray / local, 1, how)}


def _seconds(asked: dict[str, str]) -> float:
    """Until all are done; the dispatcher is ready before, and nothing is warm yet."""
    with tempfile.TemporaryDirectory() as folder:
        jobs = LocalJobs(Path(folder) / "runs")
        own = {"EMBEDSCOPE_RUNS": str(jobs.root), "EMBEDSCOPE_JOBS": str(AT_ONCE)}
        with _running(LOCAL, ONE_THREAD | own | asked):
            until(lambda: _ready(jobs.root, asked), seconds=60)
            settings = {
                "data.name": "digits",
                "data.validation": 144,
                "length.epochs": EPOCHS,
                "net.name": "simple-cnn-thin",
                "precision": "fp32",
            }
            recipe = changed(load_recipe("simple-cnn"), settings)
            began = time.monotonic()
            for number in range(JOBS):
                jobs.submit([recipe], title=f"Job {number}")
            until(lambda: not any(job.unfinished for job in jobs.all()), seconds=PATIENCE)
            taken = time.monotonic() - began
            assert [job.state for job in jobs.all()] == [DONE] * JOBS
            return taken


def _ready(root: Path, asked: dict[str, str]) -> bool:
    from core.jobs.cluster.nodes import known_nodes

    if not asked:
        return (root / "dispatcher.lock").is_file()
    return any(node.fit for node in known_nodes(root))


@contextlib.contextmanager
def _running(script: str, own: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | own,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait(60)


@contextlib.contextmanager
def _head() -> Iterator[str]:
    from core.jobs.cluster.address import HERE, quiet_environment

    with _running(HEAD, ONE_THREAD | quiet_environment(HERE)) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
