"""A training step of LightModel: ours as a job runs it, and a plain one to compare it with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.tasks.embed.settings import EmbeddingRecipe
    from core.tasks.embed.splits import Splits
    from core.training.trainer import Trainer

IMAGES = 8192  # made-up ones: what they show does not change how long a step takes
MARGIN = 0.2


def prepared(folder: Path, *, batch: int, precision: str) -> Trainer:
    """A run of batch-hard on made-up images in `folder`, ready for its first step."""
    from core.recipes.sections import Batch, Length
    from core.runs.run import Run
    from core.runs.writer import RunWriter
    from core.tasks.embed.settings import EmbeddingRecipe, Margin, Strategy
    from core.tasks.embed.task import Embedding
    from core.training.device import place
    from core.training.trainer import Trainer

    recipe = EmbeddingRecipe(
        batch=Batch(size=batch),
        strategy=Strategy(name="batch-hard"),
        margin=Margin(value=MARGIN),
        length=Length(steps=1000),
        precision=precision,
    )
    run = Run(folder)
    RunWriter(run).begin(recipe)
    made = Trainer(run, Embedding(run, recipe, _splits(recipe), place(precision)))
    made.build(0)
    return made


def _splits(recipe: EmbeddingRecipe) -> Splits:
    from core.data import ImageSet
    from core.tasks.embed.splits import Splits
    from core.training.batches import Batches

    images, labels = made_up()
    train, test = (
        ImageSet("made-up", split, images, labels, tuple("0123456789"), "made up")
        for split in ("train", "test")
    )
    return Splits(
        train=train,
        test=test,
        chosen=np.arange(IMAGES),
        validation=np.arange(0),
        probe_split="test",
        probe_indices=np.arange(100),
        batches=Batches(labels, recipe.batch, seed=0),
        steps=1000,
        seed=0,
    )


def made_up() -> tuple[np.ndarray, np.ndarray]:
    """Random images uint8 [IMAGES, 28, 28] and ten classes int64 [IMAGES]."""
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (IMAGES, 28, 28), np.uint8)
    return images, random.integers(0, 10, IMAGES)


def our_step(ours: Trainer) -> Callable[[], None]:
    """The Trainer's own step: from picking the batch to the optimiser."""

    def step() -> None:
        ours.train_step(log=False)

    return step


def plain_step(*, batch: int) -> Callable[[], None]:
    """LightModel as one writes it down in PyTorch: fp32, default memory layout, the same loss."""
    import torch
    from torch import nn

    from core.losses import strategies

    torch.manual_seed(0)
    layers: list[nn.Module] = []
    for inputs, outputs in ((1, 4), (4, 8), (8, 16), (16, 32)):
        layers += [nn.Conv2d(inputs, outputs, 3), nn.ReLU()]
    model = nn.Sequential(*layers, nn.MaxPool2d(2), nn.Flatten(), nn.Linear(3200, 2))
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss = strategies.build("batch-hard", dimension=2, classes=10, options={})
    images, labels = (torch.from_numpy(part) for part in made_up())
    order = torch.randperm(IMAGES)[:batch]

    def step() -> None:
        pixels = images[order][:, None].float().div(255).sub(0.5).div(0.29)
        optimiser.zero_grad()
        loss(model(pixels), labels[order], MARGIN).loss.backward()
        optimiser.step()

    return step
