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
from core.tasks.classify.splits import Material, gather
from core.training.pixels import Pixels


def pixels_of(material: Material) -> Pixels:
    images = np.asarray(material.train.images)
    return Pixels.for_net("base-net", images, material.chosen, material.recipe.normalise)


def test_the_first_classes_by_label_and_their_places_in_the_whole(
    quick_run: Callable[..., Run],
) -> None:
    recipe = quick_run("r", data__classes=25, data__validation=50).recipe()
    material, whole = gather(recipe), data.load("cifar100", "train")
    assert set(material.train.labels) == set(range(25))
    assert material.train.classes == whole.classes[:25]
    assert np.array_equal(np.asarray(whole.images)[material.places], material.train.images)
    assert np.array_equal(whole.labels[material.places], material.train.labels)
    parts = [material.chosen, material.kept_aside]
    assert np.array_equal(np.sort(np.concatenate(parts)), np.arange(25 * 14))
    assert set(np.bincount(material.train.labels[material.kept_aside])) == {2}
    assert set(material.watched) <= set(material.kept_aside)
    assert set(material.test().labels) == set(range(25))


def test_normalisation_is_that_of_the_training_images_alone(
    quick_run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = quick_run("r").recipe()
    material = gather(recipe)
    known = pixels_of(material)
    exact = np.asarray(material.train.images)[material.chosen] / 255
    assert known.mean == pytest.approx(exact.mean((0, 1, 2)), rel=1e-6)
    assert known.std == pytest.approx(exact.std((0, 1, 2)), rel=1e-6)
    made = data.load

    def load(name: str, split: str) -> ImageSet:
        """White validation images, and no test images."""
        assert split == "train"
        whole = made(name, split)
        images = np.array(whole.images)
        images[material.places[material.kept_aside]] = 255
        return replace(whole, images=images)

    monkeypatch.setattr(data, "load", load)
    assert pixels_of(gather(recipe)) == known


def test_without_normalisation_pixels_lie_between_0_and_1(quick_run: Callable[..., Run]) -> None:
    material = gather(quick_run("r", normalise__enabled=False).recipe())
    pixels = pixels_of(material)
    images = material.images(material.chosen)
    ready = pixels.prepare(images, device="cpu")
    assert torch.allclose(ready, torch.from_numpy(images).permute(0, 3, 1, 2) / 255)


def test_gray_images_have_one_mean() -> None:
    gray = np.array([[[0, 255], [255, 0]]], np.uint8)
    pixels = Pixels.measured(gray, (1, 2, 2))
    assert (pixels.mean, pixels.std) == ((0.5,), (0.5,))
    flat = Pixels.measured(np.zeros((3, 2, 2), np.uint8), (1, 2, 2))
    assert flat.std == (1.0,)
