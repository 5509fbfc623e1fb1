"""Which runs come from loops outside of the app, and whether they are under way."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import numpy as np
import pytest

import embedscope
from core.runs.own_loops import FINISHED, FRESH, STOPPED, WRITING, own_loops
from core.runs.run import Run
from embedscope.drawing.trajectory import MOST, thinned, towards, trajectory


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


def age(folder: Path, seconds: float) -> None:
    then = time.time() - seconds
    for path in folder.iterdir():
        os.utime(path, (then, then))


def test_their_states(runs: Path) -> None:
    opened = embedscope.Run("open")
    opened.log(0, loss=1.0)
    with embedscope.Run("done") as done:
        done.log(0, loss=1.0)
    left = embedscope.Run("left")
    left.log(0, loss=1.0)
    left.close()
    age(left.path, 2 * FRESH)
    age(opened.path, 3 * FRESH)  # a long step: it is held all the same
    (runs / "ours").mkdir()
    (runs / "ours/recipe.yaml").write_text("task: embed\n")
    (runs / "ours/job.json").write_text(json.dumps({}))
    found = {one.name: one.state for one in own_loops()}
    assert found == {"open": WRITING, "done": FINISHED, "left": STOPPED}
    assert [one.name for one in own_loops()] == ["done", "left", "open"]
    opened.close()
    assert {one.name: one.state for one in own_loops()}["open"] in (STOPPED, WRITING)
    age(opened.path, 3 * FRESH)
    assert {one.name: one.state for one in own_loops()}["open"] == STOPPED


def test_of_many_frames_some_are_shown_and_stay(runs: Path) -> None:
    assert thinned(range(MOST)) == tuple(range(MOST))
    many = thinned(range(MOST * 3))
    assert len(many) <= MOST + 1
    assert many[-1] == MOST * 3 - 1
    later = thinned(range(MOST * 3 + 100))
    assert set(many[:-1]) <= set(later)
    assert thinned([]) == ()


def test_a_second_run_of_the_same_points_is_turned_to_lie_as_the_first(runs: Path) -> None:
    points = np.random.default_rng(0).normal(size=(40, 2)).astype(np.float32)
    turn = np.array([[0.0, 1.0], [1.0, 0.0]], np.float32)  # mirrored
    ways = []
    for name, shown in (("a", points), ("b", points @ turn)):
        with embedscope.Run(name, probe=np.zeros(40, int)) as run:
            run.embed(0, shown)
        way = trajectory(Run(run.path))
        assert way is not None
        ways.append(way)
    assert not np.allclose(ways[0].planes, ways[1].planes, atol=0.01)
    assert np.allclose(ways[0].planes, towards(ways[1], ways[0]).planes, atol=0.01)
