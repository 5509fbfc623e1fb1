"""A score for each class, whatever a net was trained for; reasons can be asked for any of them.

A classifier puts them out. Of an embedding it is how near an image lies to the middle of a class:
the negative squared distance to the mean of that class's test images.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from core.errors import RunBroken
from core.training.runs import Run

Scores = Callable[[Tensor], Tensor]
"""From a net's output [n, d] to scores [n, classes]; a softmax of them gives shares."""


def class_scores(run: Run) -> tuple[tuple[str, ...], Scores]:
    """The class names, and their scores; raises RunBroken for an embedding that keeps no points."""
    data = run.card().get("data", {})
    if run.task == "classify":
        return tuple(data["classes"]), lambda output: output
    points, labels = np.asarray(run.embedding("test"), np.float32), run.labels("test")
    names = tuple(data.get("classes") or map(str, range(int(labels.max()) + 1)))
    present = [number for number in range(len(names)) if (labels == number).any()]
    if not present:
        raise RunBroken(f"The run {run.name} keeps no test points: its classes have no middle.")
    middles = np.stack([points[labels == number].mean(0) for number in present])
    towards = torch.from_numpy(middles)
    return tuple(
        names[number] for number in present
    ), lambda out: -((out[:, None] - towards) ** 2).sum(2)


def log_odds(scores: Tensor, number: int) -> Tensor:
    """How much the softmax of scores [n, classes] speaks for one class: log(p / (1 - p)), [n]."""
    others = torch.cat([scores[:, :number], scores[:, number + 1 :]], dim=1)
    return scores[:, number] - others.logsumexp(1)
