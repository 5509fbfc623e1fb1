"""What a loop has, as arrays: tensors of any library, images of any kind, weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load

from embedscope.arrays import array, classes_of, vectors
from embedscope.errors import BadValues
from embedscope.thumbnails import SIDE, Sheet, pictures
from embedscope.weights import as_safetensors


def test_tensors_become_arrays() -> None:
    tensor = torch.ones(2, 3, requires_grad=True)
    assert vectors(tensor).dtype == np.float32
    assert vectors(tensor.to(torch.bfloat16)).tolist() == [[1.0] * 3] * 2
    assert vectors(torch.ones(2, 3, 4)).shape == (2, 12)
    assert float(array(torch.tensor(0.5, requires_grad=True))) == 0.5

    class OfTensorFlow:
        def numpy(self) -> np.ndarray:
            return np.ones((2, 2))

    assert vectors(OfTensorFlow()).shape == (2, 2)
    with pytest.raises(BadValues, match="table of numbers"):
        vectors(["a", "b"])


def test_labels_are_numbers_or_names() -> None:
    assert classes_of(torch.tensor([1, 0]))[1] == ["0", "1"]
    assert classes_of([1.0, 0.0])[0].tolist() == [1, 0]
    assert classes_of([b"x", "y"], ["y", "x"])[0].tolist() == [1, 0]
    for wrong, why in (([-1], "whole numbers"), ([0.5], "whole numbers"), ([], "no label")):
        with pytest.raises(BadValues, match=why):
            classes_of(wrong)
    with pytest.raises(BadValues, match="'z' is not among"):
        classes_of(["z"], ["x"])


def test_images_of_every_kind(tmp_path: Path) -> None:
    assert pictures(np.zeros((4, 1, 9, 9), np.float32)).shape == (4, 9, 9)
    assert pictures(torch.zeros(4, 3, 9, 9)).shape == (4, 9, 9, 3)
    assert pictures(np.full((2, 5, 5), 1.0)).max() == 255
    normalised = np.array([-2.0, 2.0]).repeat(25).reshape(2, 5, 5)
    assert sorted(set(pictures(normalised).ravel())) == [0, 255]
    assert pictures(np.full((2, 5, 5), 200)).max() == 200
    Image.new("L", (200, 100), 7).save(tmp_path / "a.png")
    assert pictures([tmp_path / "a.png", Image.new("RGB", (3, 3))]).shape == (2, SIDE, SIDE, 3)
    with pytest.raises(BadValues, match="not of shape"):
        pictures(np.zeros((4, 9)))


def test_a_sheet_is_made_small() -> None:
    sheet = Sheet.of(np.zeros((150, 128, 96), np.uint8))
    assert sheet.geometry == {"columns": 100, "width": 48, "height": 64, "count": 150}


def test_weights_come_back_as_they_were() -> None:
    tensors = {
        "a.weight": torch.arange(6.0).reshape(2, 3),
        "b": torch.tensor([True, False]),
        "c": torch.ones(3, dtype=torch.bfloat16),
        "d": torch.tensor(7),
        "e": torch.ones(2, 2, dtype=torch.float64).T,
        "f": torch.zeros(0, 3),
    }
    back = load(as_safetensors(tensors))
    assert set(back) == set(tensors)
    for name, tensor in tensors.items():
        assert back[name].dtype == tensor.dtype
        assert torch.equal(back[name], tensor)
    with pytest.raises(BadValues, match="'x' is no tensor"):
        as_safetensors({"x": np.array(["a"])})
