"""A finished classifier's folder, made without training: random weights from its recipe's seed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

CLASSES = ["round", "square", "long", "none"]


def write_classifier(
    folder: Path,
    *,
    net: str = "base-net",
    recipe: str = "base-net",
    data: str = "cifar100",
    count: int = 40,
    wrong: int = 4,
    moved: float = 0.1,
    thumbs: bool = True,
) -> Path:
    """A run of the task "classify" with four classes, `wrong` of its `count` test images wrong."""
    from embedscope.thumbnails import Sheet

    (folder / "embedding").mkdir(parents=True)
    draw, labels = np.random.default_rng(3), np.arange(count) % 4
    said = labels.copy()
    said[:wrong] = (said[:wrong] + 1) % 4
    shares = np.full((count, 4), 0.1)
    shares[np.arange(count), said] = 0.7
    points = draw.normal(size=(count, 6)) + labels[:, None]
    for name, values in (
        ("test", points.astype(np.float16)),
        ("test_labels", labels.astype(np.int16)),
        ("test_probabilities", shares.astype(np.float16)),
    ):
        np.save(folder / f"embedding/{name}.npy", values)
    (folder / "recipe.yaml").write_text(
        f"name: {recipe}\ntask: classify\ntitle: A made {net}\nnet: {{name: {net}}}\n"
        f"data: {{name: {data}, classes: 4}}\n"
    )
    (folder / "history.csv").write_text(
        "step,epoch,loss,accuracy,lr\n1,0.5,1.2,0.4,0.1\n2,1.0,0.8,0.6,0.1\n"
    )
    if thumbs:
        Sheet.of(pictures(labels, gray=net == "simple-cnn")).write(folder, split="test")
    shape = _weights(folder, net, moved)
    figure = {"value": 1 - wrong / count, "low": 0.8, "high": 0.95, "n": count}
    card = _card(folder.name, net, data, shape, figure)
    (folder / "card.json").write_text(json.dumps(card))
    return folder


def pictures(labels: NDArray[np.integer], *, gray: bool) -> NDArray[np.uint8]:
    """A bright patch whose place tells the class: uint8 [n, 32, 32, 3], or [n, 28, 28]."""
    side = 28 if gray else 32
    images = np.zeros((len(labels), side, side), np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[4 + 5 * label : 10 + 5 * label, 6:22] = 220
    return images if gray else np.repeat(images[..., None], 3, axis=-1)


def _weights(folder: Path, net: str, moved: float) -> tuple[int, int, int]:
    import torch
    from safetensors.torch import save_file

    from core.nets import build, input_shape

    torch.manual_seed(0)  # as the recipe's seed does
    weights = build(net, dimension=4).state_dict()
    generator = torch.Generator().manual_seed(1)
    weights = {
        key: value + moved * torch.randn(value.shape, generator=generator)
        if value.is_floating_point()
        else value
        for key, value in weights.items()
    }
    save_file({k: v.contiguous() for k, v in weights.items()}, folder / "model.safetensors")
    return input_shape(net)


def _card(
    name: str, net: str, data: str, shape: tuple[int, int, int], figure: dict[str, Any]
) -> dict[str, Any]:
    return {
        "name": name,
        "title": f"A made {net}",
        "task": "classify",
        "created": "2026-01-01T00:00:00",
        "seconds": 3.0,
        "steps": 2,
        "epochs": 1.0,
        "seed": 0,
        "device": "cpu",
        "precision": "fp32",
        "net": {
            "name": net,
            "dimension": 4,
            "input_shape": list(shape),
            "parameters": 1,
            "pretrained": False,
            "stands_in_for": None,
        },
        "data": {
            "name": data,
            "train": 30,
            "validation": 0,
            "test": figure["n"],
            "classes": CLASSES,
            "mean": [0.2] * shape[0],
            "std": [0.3] * shape[0],
        },
        "embedding": {"layer": "penultimate", "values": 6, "kept": 6},
        "metrics": {"test_accuracy": figure, "train_accuracy": figure},
        "verdict": "Learned.",
    }
