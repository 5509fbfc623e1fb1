"""What loops wrote for TensorBoard becomes runs, with writers' real files."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tensorboardX import SummaryWriter

from core.commands.tensorboard import Taken
from core.errors import Unreadable
from core.runs.check import problem
from core.runs.run import Run
from core.runs.tensorboard import column, logs_in, scalars

LABELS = ["pear", "apple", "pear", "fig"] * 5


@pytest.fixture
def runs(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


def write(folder, steps, *, embed=True):
    with SummaryWriter(str(folder), write_to_disk=True) as writer:
        for step in steps:
            writer.add_scalar("Loss/train", 1 / (1 + step), step)
            writer.add_scalar("val/loss", 2 / (1 + step), step)
            writer.add_scalar("lr-Adam", 0.1, step)
            writer.add_scalar("grad norm", 5.0, step)
            if embed and step % 10 == 0:
                points = torch.arange(60.0).reshape(20, 3) + step
                writer.add_embedding(points, metadata=LABELS, global_step=step)


def test_scalars_and_dumps_become_curves_and_frames(tmp_path, runs):
    write(tmp_path / "logs/first", range(30))
    taken = Taken("first")
    taken.take(logs_in(tmp_path / "logs")["first"])
    run = Run(taken.run.path)
    assert problem(run) is None
    history = run.history()
    assert history["loss"] == pytest.approx([1 / (1 + step) for step in range(30)], rel=1e-5)
    assert history["validation_loss"][0] == 2
    assert set(history["lr"]) == {0.1}
    assert set(history["grad_norm"]) == {5.0}
    assert run.frame_steps() == [0, 10, 20]
    assert np.array_equal(run.frame(10)[0], [10, 11, 12])
    assert run.probe().classes == ("apple", "fig", "pear")
    taken.run.finish()


def test_what_grows_is_taken_on(tmp_path, runs):
    write(tmp_path / "logs/one", range(10))
    taken = Taken("one")
    taken.take(logs_in(tmp_path / "logs")["one"])
    taken.take(logs_in(tmp_path / "logs")["one"])
    write(tmp_path / "logs/one", range(10, 21))
    taken.take(logs_in(tmp_path / "logs")["one"])
    run = Run(taken.run.path)
    taken.run.close()
    assert list(run.history()["step"]) == list(range(21))
    assert run.frame_steps() == [0, 10, 20]


def test_splits_beside_each_other_are_one_run(tmp_path):
    for split in ("train", "validation"):
        with SummaryWriter(str(tmp_path / "keras" / split), write_to_disk=True) as writer:
            writer.add_scalar("epoch_loss", 1.0 if split == "train" else 2.0, 3)
    (folders,) = logs_in(tmp_path).values()
    assert scalars(folders) == {3: {"loss": 1.0, "validation_loss": 2.0}}


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("loss", "loss"),
        ("train/loss", "loss"),
        ("Loss/train", "loss"),
        ("train_loss", "loss"),
        ("triplet_loss", "triplet_loss"),
        ("val_loss", "validation_loss"),
        ("Loss/val", "validation_loss"),
        ("eval/loss", "validation_loss"),
        ("learning_rate", "lr"),
        ("accuracy/val", "validation_accuracy"),
        ("Accuracy", "accuracy"),
        ("my figure!", "my_figure"),
        ("3d", "_3d"),
    ],
)
def test_tags_as_people_name_them(tag, name):
    assert column(tag) == name


def test_a_file_that_is_cut_off_gives_what_there_is_and_no_file_is_told(tmp_path):
    write(tmp_path, range(5), embed=False)
    (path,) = tmp_path.glob("*tfevents*")
    path.write_bytes(path.read_bytes()[:-7])
    found = scalars([tmp_path])
    assert len(found) == 5
    assert "grad_norm" not in found[4]
    path.write_bytes(b"\x04\0\0\0\0\0\0\0....\xff\xff\xff\xff....")
    with pytest.raises(Unreadable, match="holds no events"):
        scalars([tmp_path])
