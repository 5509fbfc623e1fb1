"""Small made photos in place of every data set, and recipes of a few steps on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import data
from core.data.image_set import ImageSet
from core.recipes.recipe import changed, of_kind
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks.classify.settings import ClassificationRecipe

CLASSES = 30
SHAPES = {"mnist": (28, 28), "digits": (28, 28), "cifar10": (32, 32, 3), "cifar100": (32, 32, 3)}
QUICK: dict[str, Any] = {
    "net.name": "base-net",
    "data.name": "cifar100",
    "data.classes": 4,
    "data.validation": 16,
    "batch.size": 8,
    "length.epochs": 3,
    "probe.size": 12,
    "probe.frames": 4,
    "precision": "fp32",
}


def made(name: str, split: str, *, each: int = 14) -> ImageSet:
    """Squares of a colour and a place that tell the class, with noise; labels in turn."""
    classes = 2 if name == "hymenoptera" else 10 if name in ("mnist", "cifar10") else CLASSES
    shape = SHAPES.get(name, (40, 48, 3))
    draw = np.random.default_rng(0 if split == "train" else 1)
    labels = np.tile(np.arange(classes), each)
    images = draw.integers(0, 60, (len(labels), *shape))
    for image, label in zip(images, labels, strict=True):
        row, column = divmod(int(label), 6)
        image[row * 5 : row * 5 + 6, column * 4 : column * 4 + 6] += 100 + int(label) * 3
    names = tuple(f"kind {label}" for label in range(classes))
    pixels = images.astype(np.uint8)
    return ImageSet(name, split, pixels, labels.astype(np.int64), names, "made")


@pytest.fixture(autouse=True)
def made_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every data set is made here."""
    monkeypatch.setattr(data, "load", made)


@pytest.fixture
def quick_run(tmp_path: Path) -> Callable[..., Run]:
    """Make a run's folder with a quick recipe in it; settings with two underscores for the dot."""

    def make(name: str, **settings: Any) -> Run:
        dotted = {key.replace("__", "."): value for key, value in settings.items()}
        recipe = changed(ClassificationRecipe(), {**QUICK, **dotted})
        run = Run(tmp_path / name)
        RunWriter(run).begin(of_kind(recipe, ClassificationRecipe))
        return run

    return make
