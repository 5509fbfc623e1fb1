"""Wrong labels put in on purpose: how many head the queue, and what their repair is worth.

Of 5 % of the training images the label is made wrong by a seed: to any other class, or to the class
that theirs is most often taken for. The order is that of the queue on the page. Who repairs knows
the truth, and looks at the first 6 %.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.embedding_sets import clouds_in
from bench.table import Measured, Skipped
from core import data
from core.embeddings import sources
from core.label_repair.asked import Asked, source_of
from core.label_repair.entries import Found
from core.label_repair.suspicion import BOTH, MOST_AXES, fitted, out_of_sample, suspicion
from core.metrics.classification import confusion
from core.metrics.neighbours import neighbours
from embedscope.drawing.pca import principal_axes

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
HOW = {
    "found": "to any class, share in the first 6 % of the queue",
    "lost": "accuracy of the light classifier that repair does not bring back",
    "confused": "to the most similar class, share in the first 6 % of the queue",
}
Labels = NDArray[np.int64]
Points = NDArray[np.float32]


class Judge:
    """Says what training labels are worth, on test labels as they were published."""

    def __init__(self, points: Points, vectors: Points, tested: Labels) -> None:
        axes, centre = principal_axes(points, min(MOST_AXES, points.shape[1]))
        self.points, self.vectors = (points - centre) @ axes, (vectors - centre) @ axes
        self.scale, self.tested = np.sqrt(self.points.var(axis=0).mean()), tested
        self.nearest = neighbours(self.points, self.vectors, k=1)[0][:, 0]

    def accuracies(self, labels: Labels) -> tuple[float, float]:
        """Of the light classifier, and of the nearest training image."""
        model: Any = fitted(self.points / self.scale, labels)
        said = model.predict(self.vectors / self.scale), labels[self.nearest]
        light, nearest = (float((each == self.tested).mean()) for each in said)
        return light, nearest


def measure() -> dict[str, Measured]:
    here = {short: name for short, name in SETS.items() if data.find(name)}
    if not here:
        raise Skipped("neither Fashion-MNIST nor the clothing photos are here")
    found = dict[str, Measured]()
    for short, name in here.items():
        with _folders():
            found |= measured(short, name)
    return found


def measured(short: str, name: str) -> dict[str, Measured]:
    """The rows of one data set."""
    truth, tests = data.load(name, "train").labels, data.load(name, "test")
    points, classes = _vectors(name, "train"), len(tests.classes)
    judge = Judge(points, _vectors(name, "test"), tests.labels)
    clean, similar = judge.accuracies(truth), _similar(points, truth, classes)
    shares: dict[str, list[float]] = {"found": [], "confused": []}
    lost, told = [], dict[str, str]()
    for seed in SEEDS[name]:
        for kind, to in (("found", None), ("confused", similar)):
            rows, labels = made_wrong(truth, classes, seed, to)
            doubt = suspicion(points, labels, classes=classes)
            head = Found(doubt, {}, {}).listed(BOTH)[: round(LOOKED_AT * len(truth))]
            shares[kind].append(float(np.isin(rows, head).mean()))
            repaired = labels.copy()
            repaired[head] = truth[head]
            every = clean, judge.accuracies(labels), judge.accuracies(repaired)
            told[kind] = _told(every)
            lost += [clean[0] - every[2][0]] if kind == "found" else []
    many = f"{len(rows):,} of {len(truth):,} labels, seeds {', '.join(map(str, SEEDS[name]))}"
    values = {"found": shares["found"], "lost": lost, "confused": shares["confused"]}
    return {
        f"repair_{short}_{kind}": Measured(
            float(np.mean(value)),
            len(value),
            f"{HOW[kind]}, {many}: {', '.join(f'{each:.4f}' for each in value)}; at the last seed "
            f"{told[kind if kind in told else 'found']}",
        )
        for kind, value in values.items()
    }


def _told(every: Sequence[tuple[float, float]]) -> str:
    """Accuracies with clean, wrong and repaired labels, in words."""
    light, nearest = (", ".join(f"{pair[i]:.4f}" for pair in every) for i in (0, 1))
    return f"clean, wrong, repaired: light classifier {light}, nearest image {nearest}"


def made_wrong(truth: Labels, classes: int, seed: int, to: Labels | None) -> tuple[Labels, Labels]:
    """Which rows get a wrong label, ascending, and all labels."""
    random = np.random.default_rng((seed, 22))
    rows = np.sort(random.choice(len(truth), round(WRONG * len(truth)), replace=False))
    labels = truth.copy()
    other = (truth[rows] + random.integers(1, classes, len(rows))) % classes
    labels[rows] = other if to is None else to[truth[rows]]
    return rows, labels


def _similar(points: NDArray[np.float32], labels: Labels, classes: int) -> Labels:
    """The class that each is most often taken for."""
    said = out_of_sample(points, labels, classes=classes).argmax(axis=1)
    matrix = confusion(said, labels, classes=classes)
    np.fill_diagonal(matrix, -1)
    similar: Labels = matrix.argmax(axis=1)
    return similar


def _vectors(name: str, split: str) -> NDArray[np.float32]:
    found = sources.make(source_of(Asked(name, split)))
    return np.asarray(found.vectors(), np.float32)


@contextmanager
def _folders() -> Iterator[None]:
    """Let embedding sets be kept in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="repair-bench-") as folder, clouds_in(Path(folder)):
        yield
