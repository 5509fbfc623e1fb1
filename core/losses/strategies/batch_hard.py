"""For every image its farthest positive and its nearest negative in the batch: the hardest triplet.

With overlapping classes its squared form is margin + c * scale^2, so shrinking everything is the
way downhill: it collapses, and the sooner the larger the batch. That is the report's lesson.

Source: report 000, section 5.1; Hermans et al., In Defense of the Triplet Loss for Person
Re-Identification, 2017, https://arxiv.org/abs/1703.07737
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from core.errors import BadRecipe
from core.losses.distances import root, same_class, squared_distances
from core.losses.strategy import Outcome, Strategy, difference, hinge

OPTIONS = {"distance": "squared"}


@torch.no_grad()
def hardest(embeddings: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Anchors, their farthest positives, their nearest negatives: int64 [t] each, t <= n.

    An image without a positive or without a negative in the batch is no anchor.
    """
    distances = squared_distances(embeddings)
    positives, negatives = same_class(labels)
    farthest = torch.where(positives, distances, -1).max(1)
    nearest = torch.where(negatives, distances, torch.inf).min(1)
    anchors = ((farthest.values >= 0) & (nearest.values < torch.inf)).nonzero()[:, 0]
    return anchors, farthest.indices[anchors], nearest.indices[anchors]


class BatchHard(Strategy):
    """Mines without gradient, then scores only the chosen pairs."""

    def __init__(self, *, squared: bool) -> None:
        super().__init__()
        self.squared = squared

    def pairs(self, embeddings: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Distances to the hardest positive and negative: float32 [t] each."""
        anchors, positives, negatives = hardest(embeddings, labels)
        near = difference(embeddings, anchors, positives)
        far = difference(embeddings, anchors, negatives)
        return (near, far) if self.squared else (root(near), root(far))

    def forward(self, embeddings: Tensor, labels: Tensor, margin: float) -> Outcome:
        """Hinge on the hardest triplet of every anchor."""
        return hinge(*self.pairs(embeddings, labels), margin)


def is_squared(distance: str) -> bool:
    """Whether the option asks for the squared distance; raises BadRecipe for another word."""
    if distance not in ("squared", "plain"):
        raise BadRecipe(f"strategy.options.distance must be squared or plain, not {distance!r}.")
    return distance == "squared"


def build(*, dimension: int, classes: int, distance: str, **options: Any) -> Strategy:
    """Batch-hard on the squared (report's) or the plain (paper's) distance."""
    del dimension, classes, options
    return BatchHard(squared=is_squared(distance))
