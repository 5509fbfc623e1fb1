"""What a training loop may hand over wrongly through the package `embedscope`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from embedscope import Run

POINTS = np.ones((3, 2), np.float32)


def run(folder: Path, name: str = "x", **how: object) -> Run:
    return Run(name, folder=folder, **{"probe": [0, 1, 0], **how})  # type: ignore[arg-type]


def embedded(vectors: object, step: object = 0) -> Callable[[Path], None]:
    return lambda folder: run(folder).embed(step, vectors)  # type: ignore[arg-type]


def logged(step: object = 0, **figures: object) -> Callable[[Path], None]:
    return lambda folder: run(folder).log(step, **figures)  # type: ignore[arg-type]


CALLS: Mapping[str, Callable[[Path], object]] = {
    "a row too few": embedded(POINTS[:2]),
    "texts": embedded([["a", "b"]] * 3),
    "rows of different lengths": embedded([[1], [1, 2], [3]]),
    "objects": embedded(np.array([[{}]] * 3, object)),
    "nothing": embedded(None),
    "no column": embedded(np.ones((3, 0))),
    "complex numbers": embedded(POINTS * 1j),
    "half a step": embedded(POINTS, 1.5),
    "a step in words": logged("one", loss=1.0),
    "a step below nothing": logged(-1, loss=1.0),
    "a step that is no number": logged(float("nan"), loss=1.0),
    "10^30 steps": logged(10**30, loss=1.0),
    "a loss in words": logged(loss="low"),
    "two losses": logged(loss=[1, 2]),
    "a complex loss": logged(loss=1j),
    "a figure that is a column": logged(**{"a,b\n": 1.0}),
    "no name": lambda folder: run(folder, ""),
    "no probe": lambda folder: run(folder, probe=[]),
    "half a class": lambda folder: run(folder, probe=[0.5, 1]),
    "a class without a name": lambda folder: run(folder, classes=["a"]),
    "a class that is not named": lambda folder: run(folder, probe=["b"], classes=["a"]),
    "a folder that is a file": lambda _: run(Path(__file__)),
    "nothing to go on with": lambda folder: run(folder, resume=True),
}
