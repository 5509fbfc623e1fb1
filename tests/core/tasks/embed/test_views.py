"""Strategies that compare two changed views of an image, and ask for no labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from core import data
from core.recipes.recipe import changed
from core.runs.run import Run
from core.tasks import problems, train
from core.tasks.embed.settings import EmbeddingRecipe
from core.tasks.embed.task import tasks

MakeRun = Callable[..., Run]
pytestmark = pytest.mark.usefixtures("few_digits")


def weights(run: Run) -> dict[str, np.ndarray]:
    return load_file(run.folder / "model.safetensors")


def test_without_labels_it_learns_the_same_whatever_the_labels_are(
    quick_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the two views of an image are changed apart."""
    asked = {"strategy__name": "simclr", "length__steps": 4, "data__augment": ["flip"]}
    plain, mixed = quick_run("plain", **asked), quick_run("mixed", **asked)
    task = tasks([plain], progress=lambda *_: None, stop=lambda: False)[0]
    task.model = task.build(0, fresh=True)
    first, second = task.batch(2).images.chunk(2)
    assert not torch.equal(first, second)
    assert torch.equal(first.sort(-1).values, second.sort(-1).values)  # flipped, or not
    assert torch.equal(*task.batch(2).labels.chunk(2))
    train([plain])
    load = data.load

    def shuffled(name: str, split: str) -> data.ImageSet:
        found = load(name, split)
        labels = np.random.default_rng(3).permutation(found.labels)
        return replace(found, labels=labels if split == "train" else found.labels)

    monkeypatch.setattr(data, "load", shuffled)
    train([mixed])
    first, second = weights(plain), weights(mixed)
    assert all(np.array_equal(first[key], second[key]) for key in first)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "data.augment"),
        ({"data.augment": ["flip"], "batch.sampler": "p-k", "batch.classes": 8}, "uses no labels"),
        ({"data.augment": ["flip"], "mixup.alpha": 0.2}, "blend them"),
        ({"net.encoder": "net:efficientnet-lite0"}, "sees each image once"),
    ],
)
def test_what_two_views_cannot_do_without_is_said(settings: dict[str, Any], words: str) -> None:
    recipe = changed(
        EmbeddingRecipe(), {"data.name": "digits", "batch.size": 64, "strategy.name": "vicreg"}
    )
    (told,) = problems(changed(recipe, settings))
    assert words in told
