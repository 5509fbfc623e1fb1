"""Jobs on two nodes of Ray in one machine: spread, killed with -9, headless, without a data set."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import optuna
import psutil
import pytest

from core.jobs.cluster.nodes import read_nodes
from core.jobs.jobs import CANCELLED, JobState, LocalJobs, Wants, make_job
from core.jobs.kinds import SWEEP
from core.jobs.make import make_other_job
from core.lock import claimed, holder, in_turn
from core.recipes.recipe import changed, load_recipe
from core.runs.run import Run
from core.settings import table
from core.sweeps.sweep import NAME, Sweep, sweep_text
from core.sweeps.trials import DONE, folder_of, read_trials
from core.sweeps.work import TURN, work
from tests.conftest import ROOT
from tests.core.sweeps.conftest import RATES, SMALL

if importlib.util.find_spec("ray") is None:
    pytest.skip("ray is not installed (the extra `distributed`)", allow_module_level=True)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]
PATIENCE = 900  # seconds: a busy machine is slow, not wrong
TRIALS = 3
EPOCHS = 50
"""So that a trial takes seconds, and can be seen at work."""


@dataclass
class Two:
    """The cluster, the queue in front of it, and the processes of each node."""

    jobs: LocalJobs
    process: subprocess.Popen[str]
    pids: dict[str, list[int]]

    def kill(self, node: str) -> None:
        """As if it were switched off: all its processes at once."""
        found = [psutil.Process(pid) for pid in self.pids[node] if psutil.pid_exists(pid)]
        every = [each for one in found for each in (*one.children(recursive=True), one)]
        for each in every:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()

    def waiting_for(self, lock: Path) -> set[int]:
        """The processes of the nodes that have a lock's file open."""
        found = set()
        for each in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if any(file.path == str(lock) for file in each.open_files()):
                    found.add(each.pid)
        return found

    def helping(self) -> int:
        """How many of the nodes' processes help with a job."""
        found = 0
        for each in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                found += "ray::_help" in " ".join(each.cmdline())
        return found

    def head(self) -> None:
        """A new head at the address of the one that was killed."""
        assert self.process.stdin is not None
        self.process.stdin.write("head\n")
        self.process.stdin.flush()
        self.pids |= told(self.process.stdout)


def told(said: IO[str] | None) -> dict[str, list[int]]:
    assert said is not None
    line = said.readline()
    assert line, "the nodes did not start"
    found: dict[str, list[int]] = json.loads(line)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    root, port = tmp_path_factory.mktemp("shared"), free_port()
    own = {
        "EMBEDSCOPE_RUNS": str(root / "runs"),
        "EMBEDSCOPE_RAY": f"127.0.0.1:{port}",
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "tests.two_nodes", str(port), str(root / "data-of-b")]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    nodes = subprocess.Popen(command, cwd=ROOT, **pipes, start_new_session=True)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setenv(name, value)
        from core.jobs.dispatcher import start_dispatcher

        try:
            pids = told(nodes.stdout)
            stop = start_dispatcher()
            yield Two(LocalJobs(root / "runs"), nodes, pids)
            stop()
        finally:
            assert nodes.stdin is not None
            nodes.stdin.close()
            nodes.wait(60)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(nodes.pid, 9)


def until(said: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not said():
        assert time.monotonic() < deadline, f"in vain: {what}"
        time.sleep(0.05)


def ended(two: Two, job: str) -> JobState:
    """A job that lost its node is interrupted until the dispatcher sees it."""
    until(lambda: two.jobs.state(job).state in ("done", "failed"), "the job ends")
    return two.jobs.state(job)


def asked_of(**more: Any) -> Sweep:
    recipe = {**table(SMALL), "length": {"epochs": EPOCHS}}
    return Sweep(recipe=recipe, space=RATES, search="random", trials=TRIALS, keep="all", **more)


def made(two: Two, name: str, turn: Path | None = None, **asked: Any) -> str:
    """A sweep that is not queued yet; `turn` is the lock of its turns, where the test holds it."""
    texts = {NAME: sweep_text(asked_of(**asked))}
    folder = two.jobs.root / name
    make_other_job(folder, SWEEP, {}, title=name, texts=texts, state=CANCELLED)
    if turn is not None:
        (folder / TURN).symlink_to(turn)
    return name


def made_repeats(folder: Path) -> list[Run]:
    """A job of two seeds that is not queued yet."""
    asked = {"length.epochs": 2 * EPOCHS, "seeds": [0, 1]}
    make_job(folder, [changed(SMALL, asked)], title="Two seeds", state=CANCELLED)
    return [Run(folder / f"seed-{seed}") for seed in (0, 1)]


def at_work(places: Iterable[Path], run: str = ".") -> dict[str, str]:
    """Which node is at which place (a trial, a run), of those that have taken steps."""
    found = {}
    for place in places:
        lease, steps = holder(place), place / run / "history.csv"
        if lease is not None and steps.is_file() and len(steps.read_text().splitlines()) > 1:
            found[place.name] = lease.node
    return found


def trials_at_work(folder: Path) -> dict[str, str]:
    return at_work(folder.glob("trials/*"), "seed-0")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What the sweep of `begun` comes to where this process alone works on it."""
    folder = tmp_path_factory.mktemp("beside")
    (folder / NAME).write_text(sweep_text(asked_of()))
    assert work(folder)
    return figures(folder)


def figures(folder: Path) -> list[Any]:
    return [
        (t.number, t.state, dict(t.params), dict(t.runs), steps_of(folder, t.number))
        for t in read_trials(folder)
    ]


def steps_of(folder: Path, trial: int) -> list[str]:
    return steps_in(folder_of(folder, trial) / "seed-0")


def steps_in(run: Path) -> list[str]:
    return [line.split(",")[0] for line in (run / "history.csv").read_text().splitlines()[1:]]


def assert_whole(folder: Path, undisturbed: list[Any]) -> None:
    """Every trial once, with the figures that it would have had anyway."""
    storage = optuna.storages.JournalStorage(
        optuna.storages.journal.JournalFileBackend(str(folder / "study.log"))
    )
    study = optuna.load_study(study_name="sweep", storage=storage)
    assert [trial.state.name for trial in study.trials] == ["COMPLETE"] * TRIALS
    assert [trial.state for trial in read_trials(folder)] == [DONE] * TRIALS
    assert figures(folder) == undisturbed


def test_a_node_without_the_data_set_says_so(two: Two) -> None:
    asked = {"data.name": "hymenoptera", "data.validation": 10}
    job = two.jobs.submit([changed(load_recipe("simple-cnn"), asked)], title="No data")
    two.jobs.send(job, Wants(node="b"))
    state = ended(two, job)
    assert state.state == "failed"
    assert state.message.startswith("On the node b: hymenoptera is not there.")


def test_a_node_is_killed_amid_a_sweep_and_two_seeds(
    two: Two, tmp_path: Path, undisturbed: list[Any]
) -> None:
    """Both jobs have their own process on a, and one that helps on b, where there is room."""
    turn, folder, seeds = tmp_path / "turn.lock", two.jobs.root / "sweep", two.jobs.root / "seeds"
    made(two, "sweep", turn, workers=2)
    runs = made_repeats(seeds)
    with contextlib.ExitStack() as held:  # nobody begins before all are there
        held.enter_context(in_turn(turn))
        assert all(held.enter_context(claimed(run.folder)) for run in runs)
        for job in ("sweep", "seeds"):
            two.jobs.send(job, Wants(node="a"))
        until(lambda: len(two.waiting_for(turn)) == 2, "both nodes reach for a trial")
        until(lambda: two.helping() == 2, "both jobs have a helper")

    def both() -> bool:
        by = [trials_at_work(folder), at_work(run.folder for run in runs)]
        return all(set(each.values()) == {"a", "b"} for each in by)

    until(both, "both nodes train trials and seeds")
    assert two.jobs.state("sweep").node == two.jobs.state("seeds").node == "a"
    (lost,) = (trial for trial, node in trials_at_work(folder).items() if node == "b")
    two.kill("b")
    assert ended(two, "sweep").state == "done"
    assert_whole(folder, undisturbed)
    assert holder(folder / "trials" / lost) is None
    assert ended(two, "seeds").state == "done"
    assert all(run.card is not None for run in runs)
    first, second = (steps_in(run.folder) for run in runs)
    assert first == second  # one of them was on b: no step is missing, none is twice

    def gone() -> bool:
        cluster = read_nodes(two.jobs.root)
        assert cluster is not None
        return {node.name: node.alive for node in cluster.nodes} == {"a": True, "b": False}

    until(gone, "the list of nodes says so")


def test_the_head_is_killed_and_comes_back(two: Two, undisturbed: list[Any]) -> None:
    job = made(two, "headless", storage="journal")
    folder = two.jobs.root / job
    two.jobs.resume(job)
    until(lambda: trials_at_work(folder), "it trains")
    two.kill("a")
    two.head()
    assert ended(two, job).state == "done"
    assert_whole(folder, undisturbed)
