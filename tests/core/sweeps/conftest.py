"""A sweep whose trials take a tenth of a second each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest

from core import files
from core.recipes.recipe import changed
from core.settings import table
from core.sweeps.sweep import NAME, Sweep, problems, sweep_text
from core.tasks.classify.settings import ClassificationRecipe

SMALL = changed(
    ClassificationRecipe(name="small"),
    {
        "net.name": "simple-cnn-thin",
        "data.name": "digits",
        "data.validation": 60,
        "data.share": 0.1,
        "batch.size": 32,
        "length.epochs": 2,
        "probe.size": 20,
        "probe.frames": 1,
        "precision": "fp32",
    },
)
RATES = {"optimiser.lr": {"low": 1e-4, "high": 1e-1, "log": True}}
GRID = {"optimiser.lr": [0.001, 0.01], "optimiser.name": ["adam", "sgd"]}


class Make(Protocol):
    def __call__(self, **asked: Any) -> Path: ...


@pytest.fixture
def small() -> Sweep:
    return Sweep(recipe=table(SMALL), space=RATES, trials=3)


@pytest.fixture
def make(tmp_path: Path, small: Sweep) -> Make:
    """The folder of a sweep that asks for the small one with some entries changed."""

    def made(**asked: Any) -> Path:
        sweep = replace(small, **asked)
        assert problems(sweep) == []
        folder = tmp_path / "sweep"
        files.write_text(folder / NAME, sweep_text(sweep))
        return folder

    return made
