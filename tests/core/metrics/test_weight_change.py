"""How far filters moved: by hand, and of runs whose beginning is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import UnknownName
from core.inference.conv_filters import both_ends, convolutions, kernels, moved_layers
from core.metrics.weight_change import movement
from core.runs.run import Run
from tests.made_classifier import write_classifier


def test_movement_by_hand() -> None:
    before = np.array([[3, 4], [1, 0], [0, 0], [2, 0]], np.float32).reshape(4, 1, 1, 2)
    after = np.array([[6, 8], [0, 1], [1, 1], [2, 0]], np.float32).reshape(4, 1, 1, 2)
    moved = movement(before, after)
    assert moved.cosine[[0, 1, 3]] == pytest.approx([1, 0, 1])
    assert np.isnan(moved.cosine[2])
    assert moved.distance == pytest.approx([5, 2**0.5, 2**0.5, 0])
    assert moved.share[[0, 1, 3]] == pytest.approx([1, 2**0.5, 0])
    assert moved.farthest_first().tolist() == [1, 0, 3, 2]  # nothing is known of the zeros
    assert moved.moved.tolist() == [True, True, True, False]


def test_what_rounding_leaves_is_no_movement() -> None:
    before = np.array([[3, 4], [3, 4]], np.float32).reshape(2, 1, 1, 2)
    after = before + np.array([[4e-7, 0], [4e-3, 0]], np.float32).reshape(2, 1, 1, 2)
    moved = movement(before, after)
    assert (moved.distance > 0).all()
    assert moved.moved.tolist() == [False, True]


def test_a_run_is_compared_with_what_its_seed_draws(tmp_path: Path) -> None:
    still = moved_layers(Run(write_classifier(tmp_path / "still", moved=0.0)))
    assert list(still) == ["conv1", "conv2"]
    assert all((layer.distance == 0).all() for layer in still.values())
    gone = moved_layers(Run(write_classifier(tmp_path / "gone", moved=0.5)))
    assert all((layer.distance > 1).all() for layer in gone.values())


def test_weights_kept_in_half_precision_are_compared_as_kept(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    run = Run(write_classifier(tmp_path / "half", moved=0.0))
    path = run.folder / "model.safetensors"
    save_file({key: value.half() for key, value in load_file(path).items()}, path)
    assert all((layer.distance == 0).all() for layer in moved_layers(run).values())


def test_the_layers_and_their_weights(tmp_path: Path) -> None:
    before, after = both_ends(Run(write_classifier(tmp_path / "run")))
    assert [each.title for each in convolutions(after)] == [
        "conv1: 6 filters, 3 x 5 x 5",
        "conv2: 16 filters, 6 x 5 x 5",
    ]
    assert kernels(before, "conv1").shape == (6, 3, 5, 5)
    with pytest.raises(UnknownName, match="conv1"):
        kernels(after, "fc1")
