"""For every positive pair the nearest negative that is farther away than the positive.

Hard enough to teach, never so hard that shrinking pays: the usual cure for collapse.

Source: Schroff et al., FaceNet: A Unified Embedding for Face Recognition and Clustering, CVPR 2015,
section 3.2, https://arxiv.org/abs/1503.03832
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from core.losses.distances import root, same_class, squared_distances
from core.losses.strategies.batch_hard import is_squared
from core.losses.strategy import Outcome, Strategy, hinge

OPTIONS = {"distance": "squared"}


@torch.no_grad()
def semi_hard_triplets(
    distances: Tensor, positives: Tensor, negatives: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Anchor, positive and chosen negative of every positive pair: int64 [t] each.

    Where no negative is farther than the positive, the farthest one is taken. A search in each
    anchor's sorted negatives finds it, for all its positives at once; no [n, n, n] is built.
    """
    ordered, order = torch.where(negatives, distances, torch.inf).sort(1)
    last = negatives.sum(1) - 1
    anchors, chosen = (positives & (last >= 0)[:, None]).nonzero(as_tuple=True)
    counts = torch.bincount(anchors, minlength=len(distances))
    if not len(anchors):
        return anchors, chosen, chosen
    within = (
        torch.arange(len(anchors), device=anchors.device) - (counts.cumsum(0) - counts)[anchors]
    )
    asked = distances.new_zeros(len(distances), int(counts.max()))  # a row an anchor
    asked[anchors, within] = distances[anchors, chosen]
    beyond = torch.searchsorted(ordered, asked, right=True)[anchors, within]
    return anchors, chosen, order[anchors, torch.minimum(beyond, last[anchors])]


class SemiHard(Strategy):
    """Mines without gradient on the distances that are then scored."""

    def __init__(self, *, squared: bool) -> None:
        super().__init__()
        self.squared = squared

    def forward(self, embeddings: Tensor, labels: Tensor, margin: float) -> Outcome:
        """Hinge over all positive pairs of the batch."""
        distances = squared_distances(embeddings)
        if not self.squared:
            distances = root(distances)
        anchors, positives, negatives = semi_hard_triplets(distances.detach(), *same_class(labels))
        return hinge(distances[anchors, positives], distances[anchors, negatives], margin)


def build(*, dimension: int, classes: int, distance: str, **options: Any) -> Strategy:
    """Semi-hard mining on the squared or the plain distance."""
    del dimension, classes, options
    return SemiHard(squared=is_squared(distance))
