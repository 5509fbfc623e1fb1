"""Garments drawn with a few polygons, and a checkpoint that knows them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from tests.conftest import write_checkpoint

TROUSERS = [(30, 5), (70, 5), (76, 95), (56, 95), (50, 35), (44, 95), (24, 95)]
SHIRT = [(35, 10), (65, 10), (92, 30), (82, 45), (70, 36), (70, 92), (30, 92), (30, 36), (18, 45), (8, 30)]  # fmt: skip # noqa: E501
SHOE = [(5, 70), (10, 58), (45, 48), (60, 35), (90, 32), (95, 45), (95, 72)]
SHAPES = {"T-shirt": SHIRT, "Trouser": TROUSERS, "Sneaker": SHOE}


def drawn(
    shape: str = "Trouser",
    *,
    size: tuple[int, int] = (300, 400),
    garment: Any = (30, 40, 90),
    ground: Any = (240, 238, 232),
    noise: float = 0.0,
    seed: int = 0,
) -> Image.Image:
    """An RGB photo of one garment on a plain or grainy ground."""
    image = Image.new("RGB", size, ground)
    edge, (width, height) = 0.8 * min(size), size
    outline = [
        (width / 2 + (x - 50) / 100 * edge, height / 2 + (y - 50) / 100 * edge)
        for x, y in SHAPES[shape]
    ]
    ImageDraw.Draw(image).polygon(outline, fill=garment)
    if noise:
        grain = np.random.default_rng(seed).normal(0, noise, (height, width, 1))
        image = Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))
    return image


def as_fashion_mnist(shape: str, *, seed: int) -> np.ndarray:
    """uint8 [28, 28], light on black, filling the square as Fashion-MNIST's do; a bit varied."""
    random = np.random.default_rng(seed)
    points = np.array(SHAPES[shape], float) + random.normal(0, 1.5, (len(SHAPES[shape]), 2))
    points -= points.min(0)
    points *= 111 / points.max()
    points += (112 - points.max(0)) / 2
    canvas = Image.new("L", (112, 112))
    fill = int(random.integers(120, 220))
    ImageDraw.Draw(canvas).polygon([tuple(point) for point in points], fill=fill)
    return np.asarray(canvas.resize((28, 28), Image.Resampling.BOX))


def write_clothes_checkpoint(folder: Path, *, dimension: int = 2, count: int = 120) -> Path:
    """A checkpoint whose net is LightModel with random weights, and whose images are drawn."""
    import torch
    from safetensors.torch import save_file

    from core.nets import build
    from core.runs.card_file import write_card
    from core.runs.run import Run
    from core.training.embed import embed
    from embedscope.thumbnails import Sheet

    write_checkpoint(folder, count=count, dimension=dimension)
    torch.manual_seed(0)
    net = build("light", dimension=dimension)
    save_file(net.state_dict(), folder / "model.safetensors")
    card = Run(folder).finished()
    card = replace(card, data=replace(card.data, classes=tuple(SHAPES)))
    write_card(folder / "card.json", card)
    labels = np.arange(count) % len(SHAPES)
    for split, first in (("train", 0), ("test", count)):
        images = np.stack(
            [
                as_fashion_mnist(list(SHAPES)[label], seed=first + i)
                for i, label in enumerate(labels)
            ]
        )
        points = embed(net, images, card=card)
        np.save(folder / f"embedding/{split}.npy", points.astype(np.float16))
        np.save(folder / f"embedding/{split}_labels.npy", labels.astype(np.int16))
    Sheet.of(images).write(folder, split="test")
    return folder
