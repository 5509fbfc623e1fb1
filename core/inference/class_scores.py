"""A score for each class, whatever a net was trained for; reasons can be asked for any of them.

A classifier puts them out. Of an embedding they are those of a linear discriminant: every class
lies about the mean of its test images, equally wide in all directions. An image's distance to a
middle then differs from its score only by what is the same for all classes.

Source: Fisher, The use of multiple measurements in taxonomic problems, 1936
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.errors import RunBroken
from core.runs.run import Run

Scores = Callable[[Tensor], Tensor]
"""From a net's output [n, d] to scores [n, classes]; a softmax of them gives probabilities."""


def class_scores(run: Run) -> tuple[tuple[str, ...], Scores]:
    """The class names, and their scores; raises RunBroken for an embedding that keeps no points."""
    data = run.data()
    if run.task == "classify":
        return data.classes, lambda output: output
    points, labels = np.asarray(run.embedding("test"), np.float32), run.labels("test")
    if not len(points):
        raise RunBroken(f"The run {run.name} has no test embedding, so there are no class scores.")
    names = data.classes or tuple(map(str, range(int(labels.max()) + 1)))
    present = [number for number in range(len(names)) if (labels == number).any()]
    weights, offsets = discriminant(points, np.searchsorted(present, labels))
    slopes, constants = torch.from_numpy(weights), torch.from_numpy(offsets)
    return tuple(names[n] for n in present), lambda output: output @ slopes.T + constants


def discriminant(
    points: NDArray[np.float32], labels: NDArray[np.integer]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights [classes, d] and offsets [classes] of points [n, d] with labels 0 upwards."""
    middles = np.stack([points[labels == c].mean(0) for c in range(int(labels.max()) + 1)])
    variance = float(((points - middles[labels]) ** 2).mean()) or 1.0
    centre = middles.mean(0)
    weights = (middles - centre) / variance
    offsets = (centre @ centre - (middles**2).sum(1)) / (2 * variance)
    return weights.astype(np.float32), offsets.astype(np.float32)


def log_odds(scores: Tensor, number: int) -> Tensor:
    """How much the softmax of scores [n, classes] speaks for one class: log(p / (1 - p)), [n]."""
    others = torch.cat([scores[:, :number], scores[:, number + 1 :]], dim=1)
    return scores[:, number] - others.logsumexp(1)
