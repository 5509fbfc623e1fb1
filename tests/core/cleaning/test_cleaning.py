"""What goes from the disk: by age, by size, by what still names it; runs and sets when asked."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from core.__main__ import main
from core.cleaning.caches import DAY, Cache, caches, spent, sweep
from core.cleaning.kept import old_runs
from core.embeddings.embedding_set import embedding_sets
from core.embeddings.sources import stored
from core.jobs.dispatcher import Dispatcher
from core.paths import features_folder, own_folder
from core.runs.find import find_run, own_runs
from core.runs.run import Run
from tests.core.conftest import write_checkpoint


def aged(path: Path, days: float, size: int = 10) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    when = time.time() - days * DAY
    os.utime(path, (when, when))
    return path


def all_below(folder: Path) -> None:
    when = time.time() - 400 * DAY
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (when, when))


def test_old_files_go_and_their_empty_folders(tmp_path: Path) -> None:
    new = aged(tmp_path / "a/new", 1)
    old = aged(tmp_path / "b/c/old", 40)
    cache = Cache("made", tmp_path, days=30)
    assert [each.path for each in spent(cache)] == [old]
    assert old.exists()  # to say so removes nothing
    assert sweep(cache) == 10
    assert new.exists()
    assert not (tmp_path / "b").exists()
    assert sweep(cache) == 0


def test_of_too_much_the_longest_unused_goes_first(tmp_path: Path) -> None:
    used = {days: aged(tmp_path / f"{days}", days, size=100) for days in (5, 1, 9, 3)}
    os.utime(used[9], (time.time(), time.time() - 9 * DAY))  # read today
    cache = Cache("made", tmp_path, days=30, most=250)
    assert [each.path for each in spent(cache)] == [used[5], used[3]]
    sweep(cache)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "9"]


def test_what_is_named_stays_and_counts_for_nothing(tmp_path: Path) -> None:
    kept, gone = aged(tmp_path / "kept", 99, size=1000), aged(tmp_path / "gone", 99)
    cache = Cache("made", tmp_path, days=30, most=500, named=lambda: [kept])
    assert [each.path for each in spent(cache)] == [gone]
    assert spent(Cache("none", tmp_path / "nowhere", days=1)) == []


def test_all_caches_are_swept_by_the_server_and_by_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = aged(features_folder() / "encoder-1/part.npy", 200)
    upload = aged(own_folder() / "uploads/0123.zip", 2)
    new = aged(own_folder() / "uploads/4567.zip", 0.1)
    assert main(["clean", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert len(said.splitlines()) == len(caches())
    assert "1 files would go, 10 bytes" in said
    assert vectors.exists()
    monkeypatch.setenv("EMBEDSCOPE_CACHE_GB", "none")  # no number: the usual
    dispatcher = Dispatcher(tmp_path / "runs")
    dispatcher.swept -= DAY
    dispatcher._sweep()
    assert not vectors.exists()
    assert not upload.exists()
    assert new.exists()
    again = aged(features_folder() / "encoder-1/part.npy", 200)
    dispatcher._sweep()  # a day has not passed
    assert again.exists()


def test_runs_and_sets_go_only_when_somebody_says_so(
    folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_checkpoint(folders / "runs/20200101-000000-aaaaaa", count=40)
    points = stored(Run(folder))
    new = write_checkpoint(folders / "runs/20200101-000000-bbbbbb", count=40)
    all_below(folder)
    all_below(points.folder)
    assert [each.name for each in old_runs(365)] == [folder.name]
    assert old_runs(365, busy=[folder.name]) == []
    assert main(["clean", "--runs", "365", "--sets", "365", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert f"run {folder.name}" in said
    assert f"set {points.name}" in said
    assert main(["clean", "--runs", "365"]) == 1  # nobody can be asked here
    assert folder.exists()
    assert main(["clean", "--runs", "365", "--sets", "365", "--yes"]) == 0
    assert not folder.exists()
    assert points.name not in [each.name for each in embedding_sets()]
    assert new.name in own_runs()
    assert find_run(new.name)
