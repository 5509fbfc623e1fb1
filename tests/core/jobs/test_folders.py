"""Which jobs are open, without reading again and again what has ended."""

from __future__ import annotations

import math
import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from core import files
from core.jobs.dispatcher import Dispatcher
from core.jobs.folders import Folders, folders_of
from core.jobs.job_files import ENDED
from core.jobs.jobs import LocalJobs, Status, read_status, write_status
from core.jobs.make import write_job

Reads = Counter[str]


@pytest.fixture
def jobs(tmp_path: Path) -> LocalJobs:
    return LocalJobs(tmp_path)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    """How often the files of each job are read, by its name."""
    counted, read = Reads(), files.read_text

    def counting(path: Path) -> str:
        counted[path.parent.name] += 1
        return read(path)

    monkeypatch.setattr(files, "read_text", counting)
    return counted


def made(jobs: LocalJobs, state: str) -> str:
    job = jobs.start("check-data", {"data": "digits"}, title=state)
    write_status(jobs.root / job, Status(state=state))
    return job


def patient(root: Path) -> Folders:
    """As another process knows the jobs: one that goes through all folders only when it is told."""
    known = Folders(root)
    os.utime(root, (0, 0))  # long ago
    known.newest_first()
    known.again = math.inf
    return known


@pytest.mark.parametrize("state", ENDED)
def test_what_has_ended_is_read_once(jobs: LocalJobs, reads: Reads, state: str) -> None:
    ended = [made(jobs, state) for _ in range(3)]
    waiting = made(jobs, "queued")
    dispatcher = Dispatcher(jobs.root)
    dispatcher._keep_warm = lambda kind: None  # type: ignore[method-assign]
    dispatcher.look()
    assert set(ended) < set(reads)
    reads.clear()
    for _ in range(3):
        folders_of(jobs.root).again = 0.0
        dispatcher.look()
    assert not set(ended) & set(reads)
    assert [job.job for job in dispatcher.waiting()] == [waiting]


def test_a_list_of_all_reads_what_stays_once(jobs: LocalJobs, reads: Reads) -> None:
    ended = [made(jobs, "done") for _ in range(3)]
    assert [job.job for job in jobs.all()] == ended[::-1]
    reads.clear()
    assert [job.job for job in jobs.all()] == ended[::-1]
    assert not reads
    jobs.rename(ended[0], "another")
    assert jobs.all()[-1].title == "another"


def test_open_is_what_waits_runs_or_was_interrupted(jobs: LocalJobs) -> None:
    states = {state: made(jobs, state) for state in ("queued", "done", "running", "failed")}
    assert {job.job: job.state for job in jobs.open()} == {
        states["running"]: "interrupted",  # nobody works on it
        states["queued"]: "queued",
    }


def _started_again(jobs: LocalJobs, job: str) -> None:
    jobs.resume(job)


def _replaced(jobs: LocalJobs, job: str) -> None:
    """By one of the same name that waits."""
    other = made(jobs, "queued")
    shutil.rmtree(jobs.root / job)
    (jobs.root / other).rename(jobs.root / job)


@pytest.mark.parametrize("how", [_started_again, _replaced])
def test_a_job_that_waits_again_is_seen_at_once(
    jobs: LocalJobs, how: Callable[[LocalJobs, str], None]
) -> None:
    job = made(jobs, "failed")
    known = patient(jobs.root)
    assert known.open() == []
    how(jobs, job)
    assert known.open() == [job]


def test_a_new_job_is_seen_at_once(jobs: LocalJobs) -> None:
    known = patient(jobs.root)
    job = made(jobs, "queued")
    assert known.open() == [job]


def test_a_job_whose_files_are_still_being_written_is_none(jobs: LocalJobs) -> None:
    folder = jobs.root / made(jobs, "queued")
    job = files.read_json(folder / "job.json")
    (folder / "job.json").unlink()
    known = patient(jobs.root)
    assert known.newest_first() == []
    write_job(folder, **job)
    assert known.open() == [folder.name]


def test_a_deleted_job_is_gone(jobs: LocalJobs) -> None:
    ended, waiting = made(jobs, "done"), made(jobs, "queued")
    known = patient(jobs.root)
    for job in (ended, waiting):
        jobs.delete(job)
    assert known.newest_first() == []
    assert jobs.all() == jobs.open() == []


def test_what_nobody_told_is_seen_soon(jobs: LocalJobs) -> None:
    """Queued by hand, or on a machine whose touch of the folder has not come through."""
    job = made(jobs, "done")
    known = patient(jobs.root)
    write_status(jobs.root / job, Status(state="queued"))
    assert known.open() == []
    known.again = 0.0
    assert known.open() == [job]


def test_two_changes_in_one_tick_of_the_clock_are_both_seen(
    jobs: LocalJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.jobs.folders.JUST_NOW", math.inf)
    first = made(jobs, "queued")
    known = Folders(jobs.root)
    os.utime(jobs.root)
    tick = jobs.root.stat().st_mtime_ns
    assert known.open() == [first]
    known.again = math.inf
    second = made(jobs, "queued")
    os.utime(jobs.root, ns=(tick, tick))
    assert known.open() == [second, first]


def test_a_status_that_says_the_same_and_is_another_file_is_read(jobs: LocalJobs) -> None:
    """As when the disk's clock stood still: size and time are the same, the file is not."""
    job = made(jobs, "done")
    path = jobs.root / job / "status.json"
    kept = path.stat()
    known = patient(jobs.root)
    text = path.read_text().replace('"done"', '"queued"')
    write_status(jobs.root / job, read_status(jobs.root / job))
    path.write_text(text)
    os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    known.again = 0.0
    assert known.open() == [job]
