"""The queue: submit, see, stop, go on; with real worker processes."""

from __future__ import annotations

import math
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.errors import BadRecipe, UnknownName
from core.jobs.dispatcher import Dispatcher
from core.jobs.jobs import JobState, LocalJobs, Status, newest, write_status
from core.jobs.worker import work
from core.lock import claimed
from core.tasks.embed.settings import EmbeddingRecipe

MakeRecipe = Callable[..., EmbeddingRecipe]


@pytest.fixture
def jobs(tmp_path: Path) -> LocalJobs:
    return LocalJobs(tmp_path)


@pytest.fixture
def dispatcher(tmp_path: Path) -> Iterator[Dispatcher]:
    dispatcher = Dispatcher(tmp_path)
    dispatcher.began = math.inf  # no worker is started but for a job that waits
    dispatcher.start()
    yield dispatcher
    dispatcher.stop()


def wait(jobs: LocalJobs, job: str, until: Callable[[JobState], bool]) -> JobState:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        state = jobs.state(job)
        if until(state):
            return state
        time.sleep(0.05)
    raise AssertionError(f"{job} never got there; it is {jobs.state(job)}")


@pytest.mark.parametrize(("said", "kinds"), [("0", set()), ("1", {"train"})])
def test_a_worker_waits_warm_before_there_is_a_job_unless_that_is_not_wanted(
    said: str, kinds: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: set[str] = set()
    monkeypatch.setenv("EMBEDSCOPE_WARM", said)
    monkeypatch.setattr(Dispatcher, "_keep_warm", lambda _, kind: started.add(kind))
    Dispatcher(tmp_path).look()
    assert started == kinds


def test_a_submitted_job_waits_and_keeps_its_recipes(
    jobs: LocalJobs, quick_recipe: MakeRecipe
) -> None:
    race = jobs.submit(
        [quick_recipe(), quick_recipe(), quick_recipe(strategy__name="nca")], title="R"
    )
    state = LocalJobs(jobs.root).state(race)  # another server, later
    assert (state.state, state.title) == ("queued", "R")
    assert [run.name for run in state.runs] == ["semi-hard", "semi-hard-2", "nca"]
    assert state.runs[2].recipe().strategy.name == "nca"


def test_a_worker_trains_a_job_to_the_end(jobs: LocalJobs, quick_recipe: MakeRecipe) -> None:
    job = jobs.submit([quick_recipe()], title="one")
    seen: list[Status] = []
    assert work(jobs.root / job, watch=seen.append) == 0
    state = jobs.state(job)
    assert (state.state, state.step, state.steps) == ("done", 12, 12)
    assert state.seconds > 0
    assert seen[0].message == "loading the data"
    assert state.runs[0].finished().verdict


def test_a_bad_recipe_fails_with_its_reason_and_can_be_seen(
    jobs: LocalJobs, quick_recipe: MakeRecipe
) -> None:
    job = jobs.submit([quick_recipe(batch__size=100_000)], title="too large")
    assert work(jobs.root / job) == 2
    state = jobs.state(job)
    assert state.state == "failed"
    assert "100000" in state.message


@pytest.mark.slow
def test_killed_then_cancelled_and_resumed_each_time_it_comes_to_its_end(
    jobs: LocalJobs, quick_recipe: MakeRecipe, dispatcher: Dispatcher
) -> None:
    """One job through all of it: each worker takes seconds to start."""
    job = jobs.submit([quick_recipe(length__steps=3000, probe__frames=1)], title="long")
    wait(jobs, job, lambda state: state.step > 3)
    os.kill(dispatcher.busy[job].pid, signal.SIGKILL)
    state = wait(jobs, job, lambda state: state.state != "running")
    assert state.state == "interrupted"
    assert state.message.startswith("interrupted at step")
    jobs.resume(job)
    wait(jobs, job, lambda state: state.state == "running" and state.step > 3)
    jobs.cancel(job)
    state = wait(jobs, job, lambda state: not state.unfinished)
    assert state.state == "cancelled"
    assert 0 < state.step < 3000
    text = (jobs.root / job / "recipe.yaml").read_text().replace("3000", str(state.step + 5))
    (jobs.root / job / "recipe.yaml").write_text(text)
    jobs.resume(job)
    assert wait(jobs, job, lambda state: not state.unfinished).state == "done"


def test_a_waiting_job_is_cancelled_at_once(jobs: LocalJobs, quick_recipe: MakeRecipe) -> None:
    job = jobs.submit([quick_recipe()], title="waits")
    jobs.cancel(job)
    assert jobs.state(job).state == "cancelled"


def test_only_one_process_works_on_a_job(jobs: LocalJobs, quick_recipe: MakeRecipe) -> None:
    job = jobs.submit([quick_recipe()], title="taken")
    with claimed(jobs.root / job) as free:
        assert free
        assert work(jobs.root / job) == 0  # stands back
        assert jobs.state(job).state == "queued"
        with pytest.raises(BadRecipe, match="Stop it first"):
            jobs.delete(job)
    jobs.delete(job)
    assert jobs.all() == []


def test_rename_changes_the_title_only(jobs: LocalJobs, quick_recipe: MakeRecipe) -> None:
    job = jobs.submit([quick_recipe()], title="old")
    jobs.rename(job, "  new ")
    assert jobs.state(job).title == "new"
    jobs.rename(job, "")
    assert jobs.state(job).title == job


@pytest.mark.parametrize("name", ["none", "../etc", "", "a/b", "/etc", "..", "x" * 200])
def test_no_such_job(jobs: LocalJobs, name: str) -> None:
    for change in (jobs.state, jobs.cancel, jobs.resume, jobs.delete):
        with pytest.raises(UnknownName, match="Unknown job"):
            change(name)


def test_a_status_of_a_dead_server_is_not_believed(
    jobs: LocalJobs, quick_recipe: MakeRecipe
) -> None:
    job = jobs.submit([quick_recipe()], title="dead")
    write_status(jobs.root / job, Status(state="running", step=40, steps=100))
    state = jobs.state(job)
    assert (state.state, state.message) == ("interrupted", "interrupted at step 40")


def test_the_newest_job_of_a_kind_is_found_by_what_it_is_about(
    jobs: LocalJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(jobs.root))
    for title in ("first", "second"):
        jobs.start("check-data", {"data": "digits"}, title=title)
    assert newest("check-data", data="digits") == jobs.all()[0]
    assert newest("check-data", data="mnist") is None
    assert newest("get-data", data="digits") is None


def test_a_job_begins_when_those_before_it_are_done(
    jobs: LocalJobs, quick_recipe: MakeRecipe
) -> None:
    first = jobs.submit([quick_recipe()], title="first")
    second = jobs.submit([quick_recipe()], title="second", after=[first])
    dispatcher = Dispatcher(jobs.root)
    assert [job.job for job in dispatcher.waiting()] == [first]
    write_status(jobs.root / first, Status(state="done"))
    assert [job.job for job in dispatcher.waiting()] == [second]


@pytest.mark.parametrize(("state", "ended"), [("failed", "failed"), ("cancelled", "was stopped")])
def test_a_job_whose_forerunner_stopped_says_so_and_is_resumed_with_it(
    jobs: LocalJobs, quick_recipe: MakeRecipe, state: str, ended: str
) -> None:
    first = jobs.submit([quick_recipe()], title="Get it")
    second = jobs.submit([quick_recipe()], title="second", after=[first])
    write_status(jobs.root / first, Status(state=state, message="No network.\nTry again."))
    assert Dispatcher(jobs.root).waiting() == []
    failed = jobs.state(second)
    assert failed.state == "failed"
    assert failed.message == (
        f"First comes “Get it”, which {ended} (No network. Try again). Resume tries both."
    )
    jobs.resume(second)
    assert [jobs.state(each).state for each in (first, second)] == ["queued", "queued"]


def test_a_forerunner_that_was_deleted_holds_nothing(
    jobs: LocalJobs, quick_recipe: MakeRecipe
) -> None:
    first = jobs.submit([quick_recipe()], title="first")
    second = jobs.submit([quick_recipe()], title="second", after=[first])
    jobs.delete(first)
    assert [job.job for job in Dispatcher(jobs.root).waiting()] == [second]
    jobs.cancel(second)
    jobs.resume(second)
    assert jobs.state(second).state == "queued"
