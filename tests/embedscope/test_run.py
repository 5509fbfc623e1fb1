"""embedscope.Run: what a loop of one's own writes is a run that everything opens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import embedscope
from core import paths
from core.embeddings.sources import stored
from core.runs.check import problem
from core.runs.find import find_run, has_embedding
from core.runs.standing import accuracy, lines_of
from embedscope import history as history_module
from embedscope.drawing.trajectory import trajectory

LABELS = np.repeat([0, 1, 2], 20)
CENTRES = np.array([[4.0, 0.0, 0.0], [-2.0, 3.0, 0.0], [-2.0, -3.0, 0.0]])


def points(step: int) -> np.ndarray[Any, Any]:
    noise = np.random.default_rng(step).normal(size=(60, 3))
    return (CENTRES[LABELS] * step / 20 + noise).astype(np.float32)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "CHECKPOINTS", tmp_path / "none")
    for name in ("runs", "clouds"):
        monkeypatch.setenv(f"EMBEDSCOPE_{name.upper()}", str(tmp_path / name))
    return tmp_path / "runs"


def test_a_finished_run_is_whole_and_found(place: Path) -> None:
    pictures = np.random.default_rng(0).integers(0, 255, (60, 100, 100), dtype=np.uint8)
    run = embedscope.Run("My shoes", classes=["a", "b", "c"], probe=(pictures, LABELS))
    for step in range(50):
        run.log(step, loss=1 / (1 + step), lr=0.1, margin=0.5, seen=step * 32)
        if step % 20 == 0:
            run.embed(step, points(step))
    run.finish(
        test=(points(40), LABELS, pictures),
        model={"layer.weight": np.ones((2, 3), np.float32)},
        metrics={"test/recall_at_1": 0.9},
    )
    assert run.path == place / "My-shoes"
    found = find_run("My-shoes")
    assert problem(found) is None
    assert found.frame_steps() == [0, 20, 40]
    assert found.probe().classes == ("a", "b", "c")
    history = found.history()
    assert list(history["step"]) == list(range(50))
    assert history["loss_over_margin"][1] == pytest.approx(1.0)
    assert np.isfinite(history["knn_accuracy"]).sum() == 3
    assert history["knn_accuracy"][40] == 1
    assert "seen" in (found.folder / "history.csv").read_text().splitlines()[0]
    card = found.finished()
    assert card.title == "My shoes"
    assert card.metrics["test/knn_accuracy"].n == 60
    assert card.value("test/recall_at_1") == 0.9
    assert accuracy(found) == 1
    assert lines_of({"x": found}) == {"x": "1 · My shoes · yours"}
    assert has_embedding(found)
    assert found.has_weights
    assert list(stored(found).maps()) == ["own"]
    sheet = found.thumbs("probe")
    assert sheet is not None
    assert (sheet.width, sheet.count) == (64, 60)
    way = trajectory(found)
    assert way is not None
    assert way.steps == (0, 20, 40)


def test_a_run_under_way_is_read_while_it_is_written(place: Path) -> None:
    run = embedscope.Run("open", probe=LABELS)
    run.log(0, loss=2.0)
    run.embed(0, points(0))
    found = find_run("open")
    assert problem(found) is None
    assert found.card is None
    assert list(found.history()["loss"]) == [2.0]
    assert found.probe().classes == ("0", "1", "2")
    run.close()


def test_names_are_numbered_and_lead_nowhere_else(place: Path) -> None:
    first, second = embedscope.Run("one"), embedscope.Run("one")
    assert (first.name, second.name) == ("one", "one-2")
    assert embedscope.Run("../../etc/x y").path.parent == place
    with pytest.raises(embedscope.BadValues, match="is no name"):
        embedscope.Run("../..")


def said_by(program: str) -> str:
    """What another process says, on either stream."""
    asked = [sys.executable, "-c", program]
    ended = subprocess.run(
        asked, check=False, stdout=-1, stderr=subprocess.STDOUT, text=True, cwd=paths.ROOT
    )
    return ended.stdout


def test_no_second_process_writes_a_run(place: Path) -> None:
    run = embedscope.Run("mine")
    program = "import embedscope; embedscope.Run('mine', resume=True)"
    assert "Another process writes the run mine." in said_by(program)
    run.close()
    assert said_by(program) == ""


def broken_loop() -> None:
    with embedscope.Run("mine", probe=LABELS) as run:
        for step in range(30):
            run.log(step, loss=step)
            if step % 10 == 0:
                run.embed(step, points(step))
        raise RuntimeError


def test_it_goes_on_after_its_process_ended(place: Path) -> None:
    with pytest.raises(RuntimeError):
        broken_loop()
    assert find_run("mine").card is None
    with embedscope.Run("mine", resume=True) as run:
        run.log(15, loss=100.0)
        run.embed(20, points(20))
    found = find_run("mine")
    assert found.frame_steps() == [0, 10, 20]
    assert list(found.history()["step"]) == [*range(16), 20]
    assert found.history()["loss"][15] == 100
    assert found.card is not None
    with pytest.raises(embedscope.BadValues, match="There is no run other"):
        embedscope.Run("other", resume=True)


KILLED = """
import sys
import numpy as np
import embedscope
run = embedscope.Run("killed", probe=np.arange(400) % 4)
for step in range(100000):
    run.log(step, loss=1.0, **{f"more{step}": 1.0 for _ in [0] if step < 3})
    run.embed(step, np.random.default_rng(step).normal(size=(400, 8)))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_kill_leaves_a_whole_run(place: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED], cwd=paths.ROOT)
    try:
        frames = place / "killed/frames"
        while process.poll() is None and len(list(frames.glob("[0-9]*.npy"))) <= 12:
            time.sleep(0.01)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    run = find_run("killed")
    steps, logged = run.frame_steps(), run.history()["step"]
    assert steps == list(range(len(steps)))
    assert all(np.isfinite(run.frame(step)).all() for step in steps)
    assert len(steps) - 1 <= len(logged) <= len(steps) + 1
    with embedscope.Run("killed", resume=True) as again:
        again.embed(len(steps), np.zeros((400, 8)))
    assert len(run.frame_steps()) == len(steps) + 1


def twenty_steps(run: embedscope.Run) -> None:
    for step in range(20):
        run.log(step, loss=1.0)
        run.embed(step, points(step))


def test_a_full_disk_is_told_once_and_ends_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = embedscope.Run("full", probe=LABELS)
    monkeypatch.setattr(history_module, "EVERY", 0.0)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(np, "save", full)
        disk.setattr(Path, "write_bytes", full)
        with pytest.warns(RuntimeWarning, match="MB are free there") as told:
            twenty_steps(run)
        assert len(told) == 1
    run.finish(test=(points(20), LABELS))
    found = find_run("full")
    assert problem(found) is None
    assert len(found.history()["step"]) == 20


def test_what_is_wrong_is_said_at_once(place: Path) -> None:
    run = embedscope.Run("wrong", probe=LABELS)
    with pytest.raises(embedscope.BadValues, match="59 vectors came for the 60 points"):
        run.embed(0, points(0)[:59])
    with pytest.raises(embedscope.BadValues, match="is no name of a figure"):
        run.log(0, **{"a,b": 1.0})
    with pytest.raises(embedscope.BadValues, match="a label 2, and only 2 names"):
        embedscope.Run("few", classes=["a", "b"], probe=LABELS)
    with pytest.raises(embedscope.BadValues, match="5 images came with 60 labels"):
        embedscope.Run("more", probe=(np.zeros((5, 8, 8), np.uint8), LABELS))


def test_steps_that_go_back_are_told_once_and_left_out(place: Path) -> None:
    run = embedscope.Run("back")
    run.log(5, loss=5)
    with pytest.warns(RuntimeWarning, match="Step 0 came after step 5"):
        run.log(0, loss=0)
    run.log(1, loss=1)
    run.log(6, loss=6)
    run.finish()
    assert list(find_run("back").history()["step"]) == [5, 6]
    with pytest.warns(RuntimeWarning, match="is finished"):
        run.log(7, loss=1.0)


def test_values_that_are_not_finite_stay_blank_and_break_nothing(place: Path) -> None:
    run = embedscope.Run("diverged", probe=LABELS)
    run.log(0, loss=float("nan"))
    run.embed(0, np.full((60, 2), np.nan))
    run.finish(test=(np.full((60, 2), np.inf), LABELS))
    found = find_run("diverged")
    assert np.isnan(found.history()["loss"]).all()
    assert trajectory(found) is not None
    assert "test/knn_accuracy" not in found.finished().metrics


def test_labels_may_be_names(place: Path) -> None:
    run = embedscope.Run("names", probe=["pear", "apple", "pear"])
    run.embed(0, [[0.0], [1.0], [2.0]])
    found = find_run("names")
    assert found.probe().classes == ("apple", "pear")
    assert list(found.probe_labels()) == [1, 0, 1]
    run.close()


def test_it_needs_numpy_alone() -> None:
    program = """
import sys
class Refused:
    def find_spec(self, name, path=None, target=None):
        top = name.split(".")[0]
        if top not in sys.stdlib_module_names | {"numpy", "embedscope"}:
            raise ImportError(f"asked for {name}")
sys.meta_path.insert(0, Refused())
import tempfile
import numpy as np
import embedscope
labels = np.arange(30) % 3
with embedscope.Run("bare", folder=tempfile.mkdtemp(), probe=labels) as run:
    run.log(0, loss=1.0)
    run.embed(0, np.random.default_rng(0).normal(size=(30, 4)))
    run.finish(test=(np.eye(30), labels), model={"w": np.ones(3)})
print("done")
"""
    assert said_by(program) == "done\n"
