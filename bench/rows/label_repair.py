"""Wrong labels put in on purpose: how many head the queue, and what their repair is worth.

Of 5 % of the training images the label is made wrong by a seed: to any other class, or to the class
that theirs is most often taken for. The queue is made as the page makes it, of a version of the set
that has these labels. Who repairs knows the truth, and looks at the first 6 %.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.table import Measured, Skipped

ON_REQUEST = True
ROWS = {
    "repair_fashion_found": ("", ">=", 0.8),
    "repair_fashion_lost": ("", "<=", 0.005),
    "repair_fashion_confused": ("",),
    "repair_clothing_found": ("", ">=", 0.8),
    "repair_clothing_lost": ("", "<=", 0.005),
    "repair_clothing_confused": ("",),
}
SETS = {"fashion": "fashion-mnist", "clothing": "clothing"}
WRONG, LOOKED_AT = 0.05, 0.06
SEEDS = {"fashion-mnist": (0,), "clothing": (0, 1, 2)}
"""Of 3,068 photos 153 are wrong: one seed says little."""
PLACES = ("OWN", "EMBEDDINGS", "REPAIRS")
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Accuracies:
    """On test labels as they were published, of the light classifier and of the nearest image."""

    clean: tuple[float, float]
    wrong: tuple[float, float]
    repaired: tuple[float, float]

    def told(self) -> str:
        """In one sentence."""
        pairs = (self.clean, self.wrong, self.repaired)
        light, nearest = (", ".join(f"{pair[i]:.3f}" for pair in pairs) for i in (0, 1))
        return f"test accuracy clean, wrong, repaired: light classifier {light}; 1-NN {nearest}"


def measure() -> dict[str, Measured]:
    from core import data

    here = {short: name for short, name in SETS.items() if data.find(name)}
    if not here:
        raise Skipped("neither Fashion-MNIST nor the clothing photos are here")
    found = {}
    for short, name in here.items():
        with _folders():
            found |= _measured(short, name)
    return found


def _measured(short: str, name: str) -> dict[str, Measured]:
    from core import data

    truth = data.load(name, "train")
    points, tested = _vectors(name, "train"), (_vectors(name, "test"), data.load(name, "test"))
    similar = _similar(points, truth.labels, len(truth.classes))
    shares: dict[str, list[float]] = {"found": [], "confused": []}
    lost, told = [], dict[str, str]()
    for seed in SEEDS[name]:
        for kind, to in (("found", None), ("confused", similar)):
            rows, labels = _made_wrong(truth.labels, len(truth.classes), seed, to)
            looked_at = _first(name, truth, rows, labels)
            shares[kind].append(float(np.isin(rows, looked_at).mean()))
            repaired = labels.copy()
            repaired[looked_at] = truth.labels[looked_at]
            every = (truth.labels, labels, repaired)
            accuracies = Accuracies(*(_accuracies(points, each, tested) for each in every))
            told[kind] = accuracies.told()
            if kind == "found":
                lost.append(accuracies.clean[0] - accuracies.repaired[0])
    many = f"{len(rows):,} of {len(truth):,} labels, seeds {', '.join(map(str, SEEDS[name]))}"
    each = {kind: ", ".join(f"{share:.3f}" for share in s) for kind, s in shares.items()}
    return {
        f"repair_{short}_{kind}": Measured(
            float(np.mean(value)), len(SEEDS[name]), f"{how} ({many}); last seed: {told[of]}"
        )
        for kind, of, value, how in (
            ("found", "found", shares["found"], f"to any class, in the first 6 %: {each['found']}"),
            ("lost", "found", lost, "accuracy of the light classifier that repair does not return"),
            (
                "confused",
                "confused",
                shares["confused"],
                f"to the most similar class, in the first 6 %: {each['confused']}",
            ),
        )
    }


def _first(name: str, truth: Any, rows: Labels, labels: Labels) -> Labels:
    """The training images at the head of the queue of a version with these labels."""
    from core import data
    from core.data.versions import Changes, Version, keep_version
    from core.label_repair.asked import Asked, usual
    from core.label_repair.queue import make_queue

    changed = dict(zip(map(str, rows.tolist()), labels[rows].tolist(), strict=True))
    tests = len(data.load(name, "test"))
    splits = {"train": Changes(len(truth), (), changed), "test": Changes(tests)}
    version = keep_version(Version("", "wrong on purpose", name, truth.classes, splits))
    queue = make_queue(Asked(version.name, split="train", by=usual(name)))
    head = queue.entries[: round(LOOKED_AT * len(truth))]
    return np.array([entry.place.row for entry in head], np.int64)


def _made_wrong(truth: Labels, classes: int, seed: int, to: Labels | None) -> tuple[Labels, Labels]:
    """Which rows get a wrong label, ascending, and all labels."""
    random = np.random.default_rng((seed, 22))
    rows = np.sort(random.choice(len(truth), round(WRONG * len(truth)), replace=False))
    labels = truth.copy()
    other = (truth[rows] + random.integers(1, classes, len(rows))) % classes
    labels[rows] = other if to is None else to[truth[rows]]
    return rows, labels


def _similar(points: NDArray[np.float32], labels: Labels, classes: int) -> Labels:
    """The class that each is most often taken for."""
    from core.label_repair.suspicion import out_of_sample
    from core.metrics.classification import confusion

    said = out_of_sample(points, labels, classes=classes).argmax(axis=1)
    matrix = confusion(said, labels, classes=classes)
    np.fill_diagonal(matrix, -1)
    return matrix.argmax(axis=1)


def _vectors(name: str, split: str) -> NDArray[np.float32]:
    from core.embeddings import sources
    from core.label_repair.asked import Asked, source_of

    found = sources.make(source_of(Asked(name, split)))
    return np.asarray(found.vectors(), np.float32)


def _accuracies(
    points: NDArray[np.float32], labels: Labels, tested: tuple[NDArray[np.float32], Any]
) -> tuple[float, float]:
    from core.label_repair.suspicion import fitted
    from core.metrics.neighbours import neighbours
    from core.metrics.pca import principal_axes

    vectors, test = tested
    axes, centre = principal_axes(points, min(128, points.shape[1]))
    flat, asked = (points - centre) @ axes, (vectors - centre) @ axes
    scale = np.sqrt(flat.var(axis=0).mean())
    model: Any = fitted(flat / scale, labels)
    light = float((model.predict(asked / scale) == test.labels).mean())
    nearest, _ = neighbours(flat, asked, k=1)
    return light, float((labels[nearest[:, 0]] == test.labels).mean())


@contextmanager
def _folders() -> Iterator[None]:
    """Let versions, embedding sets and queues be kept in a folder that goes afterwards."""
    before = {f"EMBEDSCOPE_{name}": os.environ.get(f"EMBEDSCOPE_{name}") for name in PLACES}
    with tempfile.TemporaryDirectory(prefix="repair-bench-") as folder:
        os.environ |= {f"EMBEDSCOPE_{name}": str(Path(folder) / name.lower()) for name in PLACES}
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
