"""Which images are used for what, and what is measured on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from core import data
from core.data.image_set import ImageSet
from core.runs.run import Run
from core.tasks.classify.splits import Splits, make_splits
from core.training.pixels import Pixels


def pixels_of(splits: Splits) -> Pixels:
    images = np.asarray(splits.train.images)
    return Pixels.for_net("base-net", images, splits.chosen, splits.recipe.normalise)


def test_the_first_classes_by_label_and_their_places_in_the_whole(
    quick_run: Callable[..., Run],
) -> None:
    recipe = quick_run("r", data__classes=25, data__validation=50).recipe()
    splits, whole = make_splits(recipe), data.load("cifar100", "train")
    assert set(splits.train.labels) == set(range(25))
    assert splits.train.classes == whole.classes[:25]
    assert np.array_equal(np.asarray(whole.images)[splits.places], splits.train.images)
    assert np.array_equal(whole.labels[splits.places], splits.train.labels)
    parts = [splits.chosen, splits.validation]
    assert np.array_equal(np.sort(np.concatenate(parts)), np.arange(25 * 14))
    assert set(np.bincount(splits.train.labels[splits.validation])) == {2}
    assert set(splits.watched) <= set(splits.validation)
    assert set(splits.test().labels) == set(range(25))


def test_normalisation_is_that_of_the_training_images_alone(
    quick_run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = quick_run("r").recipe()
    splits = make_splits(recipe)
    known = pixels_of(splits)
    exact = np.asarray(splits.train.images)[splits.chosen] / 255
    assert known.mean == pytest.approx(exact.mean((0, 1, 2)), rel=1e-6)
    assert known.std == pytest.approx(exact.std((0, 1, 2)), rel=1e-6)
    made = data.load

    def load(name: str, split: str) -> ImageSet:
        """White validation images, and no test images."""
        assert split == "train"
        whole = made(name, split)
        images = np.array(whole.images)
        images[splits.places[splits.validation]] = 255
        return replace(whole, images=images)

    monkeypatch.setattr(data, "load", load)
    assert pixels_of(make_splits(recipe)) == known


def test_without_normalisation_pixels_lie_between_0_and_1(quick_run: Callable[..., Run]) -> None:
    splits = make_splits(quick_run("r", normalise__enabled=False).recipe())
    pixels = pixels_of(splits)
    images = splits.images(splits.chosen)
    ready = pixels.prepare(images, device="cpu")
    assert torch.allclose(ready, torch.from_numpy(images).permute(0, 3, 1, 2) / 255)


def test_gray_images_have_one_mean() -> None:
    gray = np.array([[[0, 255], [255, 0]]], np.uint8)
    pixels = Pixels.measured(gray, (1, 2, 2))
    assert (pixels.mean, pixels.std) == ((0.5,), (0.5,))
    flat = Pixels.measured(np.zeros((3, 2, 2), np.uint8), (1, 2, 2))
    assert flat.std == (1.0,)
