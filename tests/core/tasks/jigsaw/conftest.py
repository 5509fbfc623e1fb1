"""Every data set is made here; runs of puzzles are a few steps long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import data
from core.data.image_set import ImageSet
from core.recipes.recipe import changed
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks.jigsaw.settings import JigsawRecipe

QUICK: dict[str, Any] = {
    "permutations": 4,
    "data.names": ["cifar100"],
    "data.validation": 8,
    "data.test": 12,
    "cut.tile": 32,
    "cut.gap": 2,
    "cut.jitter": 2,
    "net.width": 0.05,
    "net.tile_features": 16,
    "net.hidden": 32,
    "net.dropout": 0.1,
    "batch.size": 8,
    "length.epochs": None,
    "length.steps": 4,
    "optimiser.lr": 2e-3,
    "precision": "fp32",
}


def made(name: str, split: str) -> ImageSet:
    """A bright ball in the middle of each picture: every tile shows another part of its edge."""
    size = 24 if name == "cifar100" else 130
    draw = np.random.default_rng(0 if split == "train" else 1)
    count = 40 if split == "train" else 20
    away = np.linspace(-1, 1, size) ** 2
    ball = 200 * np.exp(-2 * (away[:, None] + away))[:, :, None]
    pixels = (draw.integers(0, 40, (count, size, size, 3)) + ball).astype(np.uint8)
    labels = np.zeros(count, np.int64)
    return ImageSet(name, split, pixels, labels, ("picture",), "made")


@pytest.fixture(autouse=True)
def made_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "load", made)


@pytest.fixture
def quick_run(tmp_path: Path) -> Callable[..., Run]:
    """Make a run's folder with a quick recipe in it; settings with two underscores for the dot."""

    def make(name: str, **settings: Any) -> Run:
        dotted = {key.replace("__", "."): value for key, value in settings.items()}
        run = Run(tmp_path / name)
        RunWriter(run).begin(changed(JigsawRecipe(), {**QUICK, **dotted}))
        return run

    return make
