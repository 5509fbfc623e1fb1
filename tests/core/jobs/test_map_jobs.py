"""Maps in the queue: made, stopped amid their work, killed and taken up again."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from core.embeddings import EmbeddingSet, EmbeddingSetWriter, find_embedding_set, sources
from core.embeddings.maps import ProjectionSpec, name_of
from core.errors import BadRecipe, Stopped, UnknownName
from core.jobs.dispatcher import Dispatcher
from core.jobs.jobs import JobState, LocalJobs, Status
from core.jobs.kinds import MAP
from core.jobs.kinds.map import described
from core.jobs.worker import work

LONG = ProjectionSpec("tsne", parameters={"iterations": 5000})


@pytest.fixture
def jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalJobs:
    monkeypatch.setenv("EMBEDSCOPE_EMBEDDINGS", str(tmp_path / "clouds"))
    return LocalJobs(tmp_path / "runs")


@pytest.fixture
def dispatcher(jobs: LocalJobs) -> Iterator[Dispatcher]:
    dispatcher = Dispatcher(jobs.root)
    dispatcher.began = math.inf  # no worker is started but for a job that waits
    dispatcher.start()
    yield dispatcher
    dispatcher.stop()


def embedding_set(count: int = 200) -> EmbeddingSet:
    random = np.random.default_rng(0)
    writer = EmbeddingSetWriter("noise")
    writer.vectors(random.normal(size=(count, 10)).astype(np.float32))
    writer.labels(np.arange(count) % 3)
    return writer.finish(
        title="Noise", source={}, classes=["a", "b", "c"], count=count, dimension=10
    )


def wait(jobs: LocalJobs, job: str, until: Callable[[JobState], bool]) -> JobState:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        state = jobs.state(job)
        if until(state):
            return state
        time.sleep(0.05)
    raise AssertionError(f"{job} never got there; it is {jobs.state(job)}")


def cancelled(jobs: LocalJobs, job: str, dispatcher: Dispatcher, there: EmbeddingSet) -> None:
    """Cancel it; it is over within seconds, and neither a process nor half a map is left."""
    worker = psutil.Process(dispatcher.busy[job].pid)
    family = [worker, *worker.children(recursive=True)]
    begun = time.monotonic()
    jobs.cancel(job)
    assert wait(jobs, job, lambda state: not state.unfinished).state == "cancelled"
    _, alive = psutil.wait_procs(family, timeout=5)
    assert not [each for each in alive if each.status() != psutil.STATUS_ZOMBIE]
    assert time.monotonic() - begun < 5
    assert not list((there.folder / "maps").glob("[a-z]*"))


def test_a_map_is_a_job_without_runs(jobs: LocalJobs) -> None:
    there, spec = embedding_set(), ProjectionSpec("pca")
    job = jobs.start(MAP, described(there.name, spec), title="PCA of noise")
    state = LocalJobs(jobs.root).state(job)
    assert (state.state, state.kind, state.runs) == ("queued", "map", ())
    name = name_of(there, spec)
    assert state.about == {"cloud": "noise", "map": name, "wish": spec.as_dict()}
    seen: dict[str, bool] = {}

    def watch(status: Status) -> None:
        seen[status.message] = there.map(name) is not None

    assert work(jobs.root / job, watch=watch) == 0
    state = jobs.state(job)
    assert (state.state, state.step, state.steps) == ("done", 100, 100)
    assert not seen["finding the principal axes"]
    assert seen["measuring how far to trust it"]  # it is there before that is known
    found = there.map(name)
    assert found is not None
    assert found.about()["quality"]["trustworthiness"]["n"] == 200
    again = jobs.start(MAP, described(there.name, spec), title="again")
    assert work(jobs.root / again) == 0
    assert len(there.maps()) == 1


def test_wrong_wishes_are_refused_or_fail_with_their_reason(jobs: LocalJobs) -> None:
    with pytest.raises(UnknownName, match="Unknown embedding set: 'none'"):
        jobs.start(MAP, described("none", ProjectionSpec("pca")), title="x")
    with pytest.raises(BadRecipe, match="needs a cloud"):
        jobs.start(MAP, described(None, ProjectionSpec("pca")), title="x")
    job = jobs.start(
        MAP, described(embedding_set().name, ProjectionSpec("own")), title="too many dimensions"
    )
    assert work(jobs.root / job) == 2
    assert "have 10 dimensions, the map 2" in jobs.state(job).message


def test_the_cloud_is_made_first_where_it_has_to_be(
    jobs: LocalJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(source: dict[str, Any], *, watch: Any, stop: Any) -> EmbeddingSet:
        watch(0.5, "reading images")
        if source["stop"]:
            raise Stopped
        return embedding_set()

    monkeypatch.setattr(sources, "make", make)
    seen: list[Status] = []
    job = jobs.start(
        MAP, described(None, ProjectionSpec("pca"), {"kind": "made", "stop": False}), title="x"
    )
    assert work(jobs.root / job, watch=seen.append) == 0
    assert jobs.state(job).about["cloud"] == "noise"
    assert find_embedding_set("noise").map(jobs.state(job).about["map"]) is not None
    assert (10, "reading images") in {(status.step, status.message) for status in seen}
    job = jobs.start(
        MAP, described(None, ProjectionSpec("pca"), {"kind": "made", "stop": True}), title="x"
    )
    assert work(jobs.root / job) == 0
    assert jobs.state(job).state == "cancelled"


def test_queue_is_worked_off_in_order_and_survives_a_restart(jobs: LocalJobs) -> None:
    there = embedding_set()
    first, second = (
        jobs.start(MAP, described(there.name, ProjectionSpec("pca", seed=seed)), title=title)
        for seed, title in enumerate(("first", "second"))
    )
    assert [state.title for state in jobs.all()] == ["second", "first"]
    dispatcher = Dispatcher(jobs.root)  # the server that accepted them is gone; this is the next
    dispatcher.began = math.inf
    stop = dispatcher.start()
    try:
        for job in (first, second):
            assert wait(jobs, job, lambda state: not state.unfinished).state == "done"
    finally:
        stop()


def test_cancel_amid_tsne_leaves_nothing_behind(jobs: LocalJobs, dispatcher: Dispatcher) -> None:
    there = embedding_set(4000)
    job = jobs.start(MAP, described(there.name, LONG), title="long")
    state = wait(jobs, job, lambda state: state.message == "optimising")
    frames = there.folder / "maps" / state.about["map"] / "frames"
    assert (frames / "000000.npy").is_file()
    assert there.maps() == {}
    cancelled(jobs, job, dispatcher, there)


def test_cancel_while_umap_compiles_leaves_nothing_behind(
    jobs: LocalJobs, dispatcher: Dispatcher
) -> None:
    there = embedding_set(4000)
    job = jobs.start(MAP, described(there.name, ProjectionSpec("umap")), title="umap")
    wait(jobs, job, lambda state: state.message.startswith("preparing UMAP"))
    cancelled(jobs, job, dispatcher, there)


@pytest.mark.slow
def test_a_killed_map_is_interrupted_and_starts_again(
    jobs: LocalJobs, dispatcher: Dispatcher
) -> None:
    there = embedding_set(1000)
    job = jobs.start(
        MAP,
        described(there.name, ProjectionSpec("tsne", parameters={"iterations": 500})),
        title="killed",
    )
    state = wait(jobs, job, lambda state: state.message == "optimising")
    os.kill(dispatcher.busy[job].pid, signal.SIGKILL)
    assert wait(jobs, job, lambda state: state.state != "running").state == "interrupted"
    frames = there.folder / "maps" / state.about["map"] / "frames"
    (frames / "000999.npy").touch()  # of the first attempt, not to be taken for the second's
    jobs.resume(job)
    assert wait(jobs, job, lambda state: not state.unfinished).state == "done"
    (found,) = there.maps().values()
    assert 999 not in found.frame_steps()
    assert found.points().shape == (1000, 2)


def test_a_map_is_made_without_torch() -> None:
    code = (
        "import sys, core.jobs.worker, core.jobs.kinds.map, core.projection as p, numpy as np;"
        "p.project('tsne', np.eye(9));"
        "assert not {'torch', 'umap', 'pacmap', 'streamlit'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
