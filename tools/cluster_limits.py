"""What a cluster saturates first: `python -m tools.cluster_limits [FOLDER]`, figures of this disk.

It measures what all nodes share, one disk and one dispatcher, without any node: a look at the queue
beside many jobs that have ended, turns on a sweep by many processes, the bytes that a training
writes a second; and says how many nodes each would bear. docs/cluster.md keeps a table of it.
"""

from __future__ import annotations

import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core import files
from core.jobs.folders import JUST_NOW, folders_of
from core.jobs.job_files import DONE, WAITING
from core.jobs.jobs import LocalJobs
from core.jobs.make import make_job
from core.lease import VARIABLE
from core.lock import claimed
from core.paths import ROOT
from core.recipes.recipe import changed, load_recipe
from core.runs.run import Run
from core.settings import table
from core.sweeps.sweep import NAME, STORAGES, Sweep, sweep_text

JOBS = ((1000, 10), (10_000, 10), (1000, 100))
"""Those that have ended, and those that wait."""
PROCESSES = (1, 4, 8)
TURNS = 40
SECONDS_A_TRIAL = 60.0
"""Of a short training, from which the load of 1,000 workers on one study follows."""
TURN = """
import sys, time
from pathlib import Path
from core.lock import in_turn
from core.sweeps.study import ask, open_study
from core.sweeps.sweep import NAME, read_sweep
folder, turns = Path(sys.argv[1]), int(sys.argv[2])
sweep = read_sweep(folder / NAME)
with in_turn(folder / "turn.lock"):
    study = open_study(sweep, folder)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(turns):
    with in_turn(folder / "turn.lock"):
        study.get_trials(deepcopy=False)
        trial, _ = ask(study, sweep)
    study.tell(trial, 0.5)
"""


def main(folder: Path | None = None) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        root = Path(made)
        print("One look at the queue, of which the dispatcher takes up to five a second:")
        for ended, waiting in JOBS:
            first, next_, whole = _looks(root / f"jobs-{ended}-{waiting}", ended, waiting)
            print(
                f"  {ended:6,} ended, {waiting:3} waiting: {1000 * next_:7.2f} ms; the first "
                f"{1000 * first:.0f} ms, one through all folders {1000 * whole:.1f} ms"
            )
        print("Turns on one study (ask, tell) by processes side by side, all together a second:")
        for storage in (*STORAGES,):
            for count in PROCESSES:
                each = _turns(root / f"{storage}-{count}", storage, count)
                workers = each * SECONDS_A_TRIAL
                print(f"  {storage:7} {count:3}: {each:6.1f}/s, {workers:6,.0f} a minute")
        print("A lease, taken and given back, and touched:")
        print("  {:.2f} ms, {:.3f} ms".format(*_lease(root / "lease")))
        print("What a training writes:")
        written, seconds = _written(root / "written")
        rate = written / seconds
        print(f"  {written / 1e6:.1f} MB in {seconds:.0f} s: {rate / 1e3:,.0f} kB/s a training")
        print(f"  1,000 of them: {rate / 1e3:,.0f} MB/s")


def _looks(root: Path, ended: int, waiting: int) -> tuple[float, float, float]:
    """Seconds of a look at what waits: the first one, later ones, and those that go through all the
    folders, as for each job that comes, and otherwise in two hundredths of the time.
    """
    recipe = changed(load_recipe("simple-cnn"), {"data.name": "digits"})
    for state, count in ((DONE, ended), (WAITING, waiting)):
        first = root / f"{state}-0"
        make_job(first, [recipe], title=f"A job that is {state}", state=state)
        for number in range(1, count):
            shutil.copytree(first, root / f"{state}-{number}")
    jobs, folders = LocalJobs(root), folders_of(root)

    def look(*, again: float) -> float:
        folders.again = again
        began = time.perf_counter()
        assert len(jobs.open()) == waiting
        return time.perf_counter() - began

    time.sleep(2 * JUST_NOW)
    first_look = look(again=0.0)
    later = [look(again=math.inf) for _ in range(5)]
    return first_look, statistics.median(later), statistics.median(look(again=0.0) for _ in "abc")


def _turns(folder: Path, storage: str, count: int) -> float:
    recipe = changed(load_recipe("simple-cnn"), {"data.name": "digits", "data.validation": 100})
    space = {"optimiser.lr": {"low": 1e-4, "high": 1e-1, "log": True}}
    sweep = Sweep(
        recipe=table(recipe), space=space, search="random", trials=10_000, storage=storage
    )
    files.write_text(folder / NAME, sweep_text(sweep))
    turns = max(TURNS // count, 4)
    command = [sys.executable, "-c", TURN, str(folder), str(turns)]
    environment = os.environ | {VARIABLE: "node"}
    started = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(count)
    ]
    for each in started:
        assert each.stdout is not None
        assert each.stdout.readline() == b"ready\n"
    began = time.monotonic()
    for each in started:
        assert each.stdin is not None
        each.stdin.write(b"\n")
        each.stdin.close()
    assert all(each.wait() == 0 for each in started)
    return count * turns / (time.monotonic() - began)


@contextmanager
def _as_node() -> Iterator[None]:
    os.environ[VARIABLE] = "node"
    yield
    del os.environ[VARIABLE]


def _lease(folder: Path) -> tuple[float, float]:
    """Milliseconds of a claim with its lease, and of one touch."""
    from core.lease import touch
    from core.lock import holder

    folder.mkdir()
    rounds = 200
    with _as_node():
        began = time.perf_counter()
        for _ in range(rounds):
            with claimed(folder):
                pass
        taken = time.perf_counter() - began
        with claimed(folder):
            lease = holder(folder)
            assert lease is not None
            began = time.perf_counter()
            for _ in range(rounds):
                touch(lease.path)
            touched = time.perf_counter() - began
    return 1000 * taken / rounds, 1000 * touched / rounds


def _written(folder: Path) -> tuple[int, float]:
    """Bytes of a small training's frames, history, states and status, and its seconds."""
    from core.runs.writer import RunWriter
    from core.tasks import train

    run = Run(folder)
    settings = {"data.name": "digits", "length.steps": 400, "length.epochs": None}
    recipe = changed(load_recipe("light-2d"), settings | {"batch.size": 100, "precision": "fp32"})
    RunWriter(run).begin(recipe)
    before = _disk_bytes()
    began = time.monotonic()
    assert train([run])
    return _disk_bytes() - before, time.monotonic() - began


def _disk_bytes() -> int:
    """Bytes that this process has written so far, by any call."""
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("wchar"))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
