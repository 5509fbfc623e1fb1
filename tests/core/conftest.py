"""Runs on scikit-learn's digits: real training, in seconds, with nothing to download."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.recipes.recipe import changed
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks.embed.settings import EmbeddingRecipe

QUICK: dict[str, Any] = {
    "data.name": "digits",
    "batch.size": 60,
    "length.epochs": None,
    "length.steps": 12,
    "probe.size": 100,
    "probe.frames": 4,
    "optimiser.lr": 5e-3,
    "precision": "fp32",
}


@pytest.fixture
def quick_recipe() -> Callable[..., EmbeddingRecipe]:
    """Make a recipe of a few steps; settings are dotted, with two underscores for the dot."""

    def make(**settings: Any) -> EmbeddingRecipe:
        dotted = {key.replace("__", "."): value for key, value in settings.items()}
        return changed(EmbeddingRecipe(), {**QUICK, **dotted})

    return make


@pytest.fixture
def quick_run(tmp_path: Path, quick_recipe: Callable[..., EmbeddingRecipe]) -> Callable[..., Run]:
    """Make a run's folder with such a recipe in it, untrained."""

    def make(name: str, **settings: Any) -> Run:
        run = Run(tmp_path / name)
        RunWriter(run).begin(quick_recipe(**settings))
        return run

    return make
