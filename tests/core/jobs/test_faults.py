"""What goes wrong under a job: full disks, kills, clocks, folders that go. Nothing is lost."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from functools import partialmethod
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core import files
from core.defects import newest as newest_defects
from core.errors import NotWritten
from core.jobs import dispatcher, worker
from core.jobs.dispatcher import Dispatcher
from core.jobs.jobs import LocalJobs, Status, write_status
from core.jobs.kinds import CHECK
from core.jobs.worker import work
from core.paths import runs_folder
from core.runs.find import broken_runs, own_runs
from core.runs.run import Run
from core.tasks.embed.settings import EmbeddingRecipe
from embedscope import atomic

MakeRecipe = Callable[..., EmbeddingRecipe]
FULL = OSError(errno.ENOSPC, "No space left on device")
READ_ONLY = OSError(errno.EROFS, "Read-only file system")


@pytest.fixture
def jobs() -> LocalJobs:
    runs_folder().mkdir(parents=True, exist_ok=True)
    return LocalJobs(runs_folder())


def failing(
    monkeypatch: pytest.MonkeyPatch, error: OSError, *, after: int = 0, ends: str = ""
) -> None:
    """From the write number `after` on, files whose names end so cannot be written."""
    real, count = atomic._write, 0

    def refuse(path: Path, save: Any, *, durable: bool) -> None:
        nonlocal count
        count += path.name.endswith(ends)
        if path.name.endswith(ends) and count > after:
            raise error
        real(path, save, durable=durable)

    monkeypatch.setattr(atomic, "_write", refuse)


@pytest.mark.parametrize("error", [FULL, READ_ONLY], ids=["full", "read-only"])
@pytest.mark.parametrize("after", range(3))
def test_a_job_that_cannot_be_written_leaves_nothing_half(
    error: OSError,
    after: int,
    jobs: LocalJobs,
    quick_recipe: MakeRecipe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing(monkeypatch, error, after=after)
    with pytest.raises(NotWritten, match="could not be written"):
        jobs.submit([quick_recipe(), quick_recipe(seed=1)], title="a race")
    assert (jobs.names(), own_runs(), broken_runs()) == ([], {}, [])
    assert not any(runs_folder().iterdir())


@pytest.mark.parametrize("ends", ["status.json", ".safetensors", "card.json", ".npy", ".yaml", ""])
def test_a_disk_that_fills_amid_a_training_is_told_and_it_goes_on_once_there_is_room(
    ends: str, jobs: LocalJobs, quick_recipe: MakeRecipe
) -> None:
    job = jobs.submit([quick_recipe()], title="full")
    with pytest.MonkeyPatch.context() as patch:
        failing(patch, FULL, after=2, ends=ends)
        ended = work(runs_folder() / job)
    state = jobs.state(job)
    if ended:
        assert ended == 2
        assert state.state in ("failed", "interrupted")
        assert "No space left" in state.message or state.state == "interrupted"
        jobs.resume(job)
        assert work(runs_folder() / job) == 0
    assert jobs.state(job).state == "done"
    assert Run(runs_folder() / job).finished().steps == 12


def test_the_queue_outlives_a_full_disk(jobs: LocalJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    def look(self: Dispatcher) -> None:
        looks.append(self)
        if len(looks) < 4:
            raise FULL
        self.stopped.set()

    monkeypatch.setattr(Dispatcher, "look", look)
    monkeypatch.setattr(dispatcher, "AGAIN", 0.01)
    one = Dispatcher(runs_folder())
    one.start()
    one.thread.join(20)
    assert len(looks) == 4
    assert [each.where for each in newest_defects()] == ["the queue"]


def test_a_job_that_cannot_even_begin_is_not_tried_in_a_circle(
    jobs: LocalJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dead:
        returncode = 1
        stdin = SimpleNamespace(write=lambda _line: None, close=lambda: None)

        def poll(self) -> int:
            return self.returncode

    begun = []
    monkeypatch.setattr(dispatcher, "_worker", lambda *_: begun.append(1) or Dead())
    jobs.start(CHECK, {"data": "digits"}, title="a check")
    one = Dispatcher(runs_folder())
    one.began = float("inf")
    for _ in range(20):
        one.look()
    assert len(begun) == 1


def in_child(do: Callable[[], object]) -> int:
    """Let a fork of this process do it; how it ended: a signal as a negative number."""
    child = os.fork()
    if child == 0:
        try:
            do()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def dies_at(write: int) -> None:
    """Kill this process at its write with that number, before it is in place."""
    real, left = atomic._replace, [write]

    def replace(part: Path, path: Path) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        real(part, path)

    atomic._replace = replace


@pytest.mark.parametrize("verb", ["submit", "rename", "share", "resume", "delete"])
def test_a_server_killed_at_any_write_loses_nothing(
    verb: str, jobs: LocalJobs, quick_recipe: MakeRecipe
) -> None:
    kept = jobs.submit([quick_recipe()], title="kept")
    write_status(runs_folder() / kept, Status(state="cancelled", step=3))
    changes: dict[str, Callable[[], object]] = {
        "submit": lambda: jobs.submit([quick_recipe(), quick_recipe(seed=1)], title="new"),
        "rename": lambda: jobs.rename(kept, "renamed"),
        "share": lambda: jobs.share(kept, private=True),
        "resume": lambda: jobs.resume(kept),
        "delete": lambda: jobs.delete(kept),
    }
    died = 0
    for number in range(6):

        def do(number: int = number) -> None:
            dies_at(number)
            changes[verb]()

        died += in_child(do) == -signal.SIGKILL
        states = {job.job: job for job in LocalJobs(runs_folder()).all()}
        assert all(job.state in ("queued", "cancelled") for job in states.values())
        assert not broken_runs()
        if verb != "delete":
            assert states[kept].step == 3
            assert states[kept].title in ("kept", "renamed")
    assert died or verb == "delete"


@pytest.mark.slow
def test_a_worker_killed_at_twenty_moments_comes_to_the_same_weights(
    jobs: LocalJobs, quick_recipe: MakeRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    torch.set_num_threads(1)
    recipe = quick_recipe(length__steps=60)
    whole, killed = (jobs.submit([recipe], title=title) for title in ("whole", "killed"))
    assert work(runs_folder() / whole) == 0
    chance = random.Random(23)
    moments = sorted(chance.sample(range(1, 60), 20))
    for moment in moments:

        def do(moment: int = moment) -> None:
            def watch(step: int, *_: object) -> None:
                if step >= moment:
                    os.kill(os.getpid(), signal.SIGKILL)

            real = worker._Clock.__call__
            worker._Clock.__call__ = lambda clock, *told: (real(clock, *told), watch(*told))[0]
            work(runs_folder() / killed)

        assert in_child(do) == -signal.SIGKILL
        assert jobs.state(killed).state == "interrupted"
        jobs.resume(killed)
    assert work(runs_folder() / killed) == 0
    one, other = (runs_folder() / job / "model.safetensors" for job in (whole, killed))
    assert files.digest(one) == files.digest(other)


def test_clocks_that_jump_change_no_order_of_starts_and_no_time_spent(
    jobs: LocalJobs, quick_recipe: MakeRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = jobs.start(CHECK, {"data": "digits"}, title="first")
    now = time.time
    for jump in (-3600.0, 7 * 86400.0):
        monkeypatch.setattr(time, "time", lambda jump=jump: now() + jump)
        job = jobs.submit([quick_recipe()], title=f"{jump}")
        assert {first, job} <= {each.job for each in jobs.open()}
        assert work(runs_folder() / job) == 0
        state = jobs.state(job)
        assert state.state == "done"
        assert 0 <= state.seconds < 3600
    assert len(jobs.all()) == 3


def test_a_folder_that_is_removed_amid_the_work_ends_it_and_does_not_come_back(
    jobs: LocalJobs, quick_recipe: MakeRecipe
) -> None:
    job = jobs.submit([quick_recipe(length__steps=500)], title="gone")
    folder = runs_folder() / job

    def remove(status: Status) -> None:
        if status.step >= 3:
            shutil.rmtree(folder, ignore_errors=True)

    work(folder, watch=remove)
    assert not folder.exists()
    assert (jobs.names(), own_runs(), broken_runs()) == ([], {}, [])


def test_a_folder_that_is_renamed_amid_the_work_can_be_resumed_under_its_new_name(
    jobs: LocalJobs, quick_recipe: MakeRecipe
) -> None:
    job = jobs.submit([quick_recipe(length__steps=30)], title="moved")
    folder, moved = runs_folder() / job, runs_folder() / "moved"

    def move(status: Status) -> None:
        if status.step >= 3 and not moved.exists():
            folder.rename(moved)

    work(folder, watch=move)
    assert not folder.exists()
    jobs.resume("moved")
    assert work(moved) == 0
    assert jobs.state("moved").state == "done"


def test_two_servers_over_one_folder_hand_out_each_job_once(
    jobs: LocalJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Dispatcher] = []

    def look(one: Dispatcher) -> None:
        looked.append(one)

    monkeypatch.setattr(Dispatcher, "look", look)
    both = [Dispatcher(runs_folder()) for _ in range(2)]
    for one in both:
        one.start()
    until = time.monotonic() + 120
    while not looked and time.monotonic() < until:
        time.sleep(0.01)
    assert len({id(one) for one in looked}) == 1
    for one in both:
        one.stop()


def test_a_disk_that_takes_its_time_changes_no_result(
    jobs: LocalJobs, quick_recipe: MakeRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As over a network: each file comes 20 s late, by a clock that is only set on, and whoever
    looks meanwhile finds the old one or none.
    """
    recipe, late = quick_recipe(), [0.0]
    quick, slow = (jobs.submit([recipe], title=title) for title in ("quick", "slow"))
    assert work(runs_folder() / quick) == 0
    for clock in ("time", "monotonic"):
        real = getattr(time, clock)
        monkeypatch.setattr(time, clock, lambda real=real: real() + late[0])
    place = atomic._replace

    def later(part: Path, path: Path) -> None:
        late[0] += 20
        assert not broken_runs()
        assert {job.state for job in LocalJobs(runs_folder()).all()} <= {
            "queued",
            "running",
            "done",
        }
        place(part, path)

    monkeypatch.setattr(atomic, "_replace", later)
    assert work(runs_folder() / slow) == 0
    assert late[0] > 100
    one, other = (runs_folder() / job / "model.safetensors" for job in (quick, slow))
    assert files.digest(one) == files.digest(other)


@pytest.mark.parametrize("error", [errno.ESTALE, errno.EIO, errno.ETIMEDOUT])
def test_a_disk_that_is_away_for_a_while_breaks_nothing_for_good(
    error: int, jobs: LocalJobs, quick_recipe: MakeRecipe
) -> None:
    job = jobs.submit([quick_recipe(length__steps=3)], title="away")
    assert work(runs_folder() / job) == 0

    reading = {way: getattr(Path, way) for way in ("read_text", "read_bytes")}

    def away(path: Path, way: str, *more: object, **other: object) -> object:
        if path.is_relative_to(runs_folder()):
            raise OSError(error, os.strerror(error))
        return reading[way](path, *more, **other)

    with pytest.MonkeyPatch.context() as patch:
        for way in reading:
            patch.setattr(Path, way, partialmethod(away, way))
        fresh = LocalJobs(runs_folder())
        assert [state.state for state in fresh.all()] == ["broken"]
        assert [broken.name for broken in broken_runs()] == [job]
    assert [state.state for state in LocalJobs(runs_folder()).all()] == ["done"]
    assert (list(own_runs()), broken_runs()) == ([job], [])
