"""Runs on scikit-learn's digits: real training, in seconds, with nothing to download."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.recipes.recipe import changed
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks.embed.settings import EmbeddingRecipe
from tests.conftest import write_checkpoint
from tests.core.few_digits import few_digits

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


@pytest.fixture(name="few_digits")
def _few_digits() -> Iterator[None]:
    """See there."""
    with few_digits():
        yield


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


@pytest.fixture
def digits_run(folders: Path) -> Run:
    """A run whose net can be run: LightModel with weights of its own, over those digits."""
    import torch
    from safetensors.torch import save_file

    from core.nets import build

    folder = write_checkpoint(folders / "checkpoints/digits-run", count=360)
    card = json.loads((folder / "card.json").read_text())
    card["data"] |= {"name": "digits", "classes": list("0123456789")}
    (folder / "card.json").write_text(json.dumps(card))
    torch.manual_seed(1)  # not the seed of the recipe: these weights count as trained
    save_file(build("light", dimension=2).state_dict(), folder / "model.safetensors")
    return Run(folder)
