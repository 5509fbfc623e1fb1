"""Training a classifier: images a second by recipe, and what our loop costs beside a bare one."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.table import Measured
from bench.timing import in_turns, milliseconds, ratio

if TYPE_CHECKING:
    from core.tasks.classify.settings import ClassificationRecipe
    from core.tasks.classify.splits import Splits
    from core.training.trainer import Trainer

ROWS = {
    "train_overhead": ("x", "<=", 1.05),
    "images_per_s_simple_cnn": ("/s",),
    "images_per_s_alexnet": ("/s",),
    "images_per_s_base_net": ("/s",),
    "images_per_s_final_net": ("/s",),
    "images_per_s_resnet9": ("/s",),
    "images_per_s_ants_and_bees": ("/s",),
    "images_per_s_birds": ("/s",),
}
SPEED = "images_per_s_"
COMPARED = ("base-net", "simple-cnn")
"""Small nets, whose steps are short: what a step costs besides counts most there."""
IMAGES = 512  # made-up ones: what they show does not change how long a step takes
ROUNDS = 8
STEPS = 20  # one after the other, as in training; the last of them is logged


def measure() -> dict[str, Measured]:
    """The overhead, then each recipe on its own."""
    with tempfile.TemporaryDirectory() as folder:
        rows = {"train_overhead": _overhead(Path(folder))}
        for row in ROWS:
            if row.startswith(SPEED):
                name = row.removeprefix(SPEED).replace("_", "-")
                rows[row] = _speed(Path(folder) / name, name)
    return rows


def _overhead(folder: Path) -> Measured:
    found, told = [], []
    for name in COMPARED:
        ours = prepared(folder / f"overhead-{name}", name)
        ways = {"ours": _ours(ours), "bare": _bare(prepared(folder / f"bare-{name}", name))}
        taken = in_turns(ways, rounds=ROUNDS)
        found.append(ratio(taken["ours"], taken["bare"]))
        told.append(f"{name} {milliseconds(taken['ours'])} / {milliseconds(taken['bare'])}")
    return Measured(
        max(found),
        ROUNDS,
        f"{STEPS} steps of our loop, the last logged / of a bare PyTorch loop with the same "
        f"net, batches, augmentation, optimiser and precision: {'; '.join(told)}; the worse of the "
        f"two, median of {ROUNDS} in turns; averaged weights are left out of both",
    )


def _speed(folder: Path, name: str) -> Measured:
    ours = prepared(folder, name, average=True)
    step = partial(ours.train_step, log=False)
    taken = in_turns({"step": step}, rounds=ROUNDS)["step"]
    where = f"{ours.place.device}, {ours.place.precision}"
    return Measured(
        ours.recipe.batch.size / statistics.median(taken),
        len(taken),
        f"a training step of {name}, batch {ours.recipe.batch.size}, {where}, made-up images",
    )


def prepared(folder: Path, name: str, *, average: bool = False) -> Trainer:
    """A run of a shipped recipe on made-up images, ready for its first step."""
    from core.recipes.recipe import changed, load_recipe, of_kind
    from core.runs.run import Run
    from core.runs.writer import RunWriter
    from core.tasks.classify.settings import ClassificationRecipe
    from core.tasks.classify.task import Classification
    from core.training.device import place
    from core.training.trainer import Trainer

    recipe = of_kind(load_recipe(name), ClassificationRecipe)
    if not average:
        recipe = of_kind(changed(recipe, {"ema.decay": None}), ClassificationRecipe)
    run = Run(folder)
    RunWriter(run).begin(recipe)
    where = place(recipe.precision)
    made = Trainer(run, Classification(run, _splits(recipe), where))
    made.build(0)
    return made


def _splits(recipe: ClassificationRecipe) -> Splits:
    from core.data import ImageSet
    from core.nets import input_shape
    from core.tasks.classify.splits import Splits
    from core.training.batches import Batches

    channels, height, width = input_shape(recipe.net.name)
    random = np.random.default_rng(0)
    shape = (height, width) if channels == 1 else (height, width, channels)
    images = random.integers(0, 256, (IMAGES, *shape), np.uint8)
    classes = recipe.data.classes or len(recipe.net.rows) or 10
    labels = np.arange(IMAGES) % classes
    every, names = np.arange(IMAGES), tuple(map(str, range(classes)))
    return Splits(
        recipe=recipe,
        train=ImageSet("made-up", "train", images, labels, names, "made up"),
        places=every,
        chosen=every,
        validation=every[:0],
        watched=every[:10],
        batches=Batches(labels, recipe.batch, seed=0),
        steps=10_000,
    )


def _ours(ours: Trainer) -> Callable[[], None]:
    def steps() -> None:
        for number in range(STEPS):
            ours.train_step(log=number == STEPS - 1)

    return steps


def _bare(model: Trainer) -> Callable[[], None]:
    """What one writes down in PyTorch: pick, prepare, augment, forward, backward, step."""
    import torch
    from torch.nn import functional as F

    from core.data import transforms
    from core.tasks.classify.task import Classification
    from core.training.optimisers import make_optimiser

    task = model.task
    assert isinstance(task, Classification)
    net, recipe, splits = model.model, task.recipe, task.splits
    optimiser = make_optimiser(recipe.optimiser, net)
    generator = torch.Generator().manual_seed(0)
    device = task.place.device
    net.train()

    def steps() -> None:
        for number in range(STEPS):
            positions = splits.batches.at(number)
            images = task.pixels.prepare(splits.images(positions), device=device)
            images = transforms.apply(recipe.data.augment, images, generator=generator)
            optimiser.zero_grad(set_to_none=True)
            with torch.autocast(device, torch.bfloat16, enabled=task.place.bf16):
                scores = net(images.contiguous(memory_format=torch.channels_last))
            labels = task.labels[torch.from_numpy(positions).to(device)]
            F.cross_entropy(
                scores.float(), labels, label_smoothing=recipe.loss.label_smoothing
            ).backward()
            optimiser.step()

    return steps
