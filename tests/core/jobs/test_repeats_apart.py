"""Several processes that share the runs of one job: each run once, and none left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from core.jobs.cluster import repeats
from core.jobs.cluster.repeats import go_apart, take, train_apart
from core.jobs.job_files import job_file
from core.jobs.jobs import make_job
from core.lock import claimed
from core.progress import Progress
from core.recipes.recipe import changed, load_recipe
from core.runs.run import Run
from tests.core.sweeps.conftest import SMALL

CARD = '{"schema": 2}'
STEPS = 10


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "job"
    make_job(made, [changed(SMALL, {"seeds": [0, 1, 2]})], title="Three")
    return made


@pytest.fixture
def runs(folder: Path) -> list[Run]:
    return [Run(folder / f"seed-{seed}") for seed in range(3)]


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the runs in the order in which they are trained, which takes no time here."""
    names = []

    def train(run: Run, *, progress: Progress, stop: Callable[[], bool]) -> bool:
        names.append(run.name)
        progress(STEPS // 2, STEPS, "halfway")
        if not stop():
            (run.folder / "card.json").write_text(CARD)
        return not stop()

    monkeypatch.setattr(repeats, "train_alone", train)
    monkeypatch.setattr(repeats, "LOOK_EVERY", 0.0)
    return names


def test_each_is_trained_once(runs: list[Run], trained: list[str]) -> None:
    (runs[1].folder / "card.json").write_text(CARD)
    told: list[tuple[int, int, str]] = []
    assert take(runs, progress=lambda *said: told.append(said))
    assert trained == ["seed-0", "seed-2"]
    assert [(step, steps) for step, steps, _ in told] == [(15, 30), (25, 30)]
    assert told[0][2].startswith("1 of 3 runs done")


def test_what_another_is_at_is_left_and_taken_where_it_gives_up(
    runs: list[Run], trained: list[str]
) -> None:
    with claimed(runs[0].folder) as free:
        assert free
        assert not take(runs, patience=0.0)
        assert trained == ["seed-1", "seed-2"]
    assert take(runs, patience=0.0)
    assert trained == ["seed-1", "seed-2", "seed-0"]


def test_what_another_has_just_ended_is_not_trained_again(
    runs: list[Run], trained: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ended between this one's look at the card and its lock."""
    locked = repeats.claimed

    def ends(folder: Path) -> object:
        (folder / "card.json").write_text(CARD)
        return locked(folder)

    monkeypatch.setattr(repeats, "claimed", ends)
    assert take(runs)
    assert trained == []


def test_a_stopped_one_leaves_the_rest(runs: list[Run], trained: list[str]) -> None:
    assert not take(runs, stop=lambda: bool(trained))
    assert trained == ["seed-0"]
    assert all(run.card is None for run in runs)


def test_only_repeats_on_a_node_go_apart(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = job_file(folder)
    assert not go_apart(asked, folder)
    monkeypatch.setenv("EMBEDSCOPE_NODE", "a")
    assert go_apart(asked, folder)
    recipe = load_recipe("light-2d")
    race = [recipe, changed(recipe, {"strategy.name": "semi-hard"})]
    make_job(tmp_path / "race", race, title="A race")
    make_job(tmp_path / "two", [changed(SMALL, {"seeds": [0, 1]})], title="Two", processes=2)
    make_job(tmp_path / "one", [SMALL], title="One")
    for name in ("race", "two", "one"):
        assert not go_apart(job_file(tmp_path / name), tmp_path / name)


def test_a_command_line_with_the_name_of_a_node_trains_them_alone(
    folder: Path, trained: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDSCOPE_NODE", "lab-3")
    assert train_apart(folder, progress=lambda *_: None, stop=lambda: False)
    assert trained == ["seed-0", "seed-1", "seed-2"]


def test_as_many_help_as_there_are_runs_left_and_room(
    folder: Path, runs: list[Run], trained: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def helped(_folder: Path, count: int, _help: object) -> AbstractContextManager[None]:
        asked.append(count)
        return nullcontext()

    monkeypatch.setattr(repeats, "helped", helped)
    for room in (5, 2):
        monkeypatch.setattr(repeats, "places", lambda room=room: room)
        for run in runs:
            (run.folder / "card.json").unlink(missing_ok=True)
        assert train_apart(folder, progress=lambda *_: None, stop=lambda: False)
    assert asked == [2, 1]
