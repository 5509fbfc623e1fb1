"""Random triplets drawn afresh within each batch: every image is an anchor once.

Source: report 000, section 4 (its baseline, without the fixed data set of triplets); Hermans et
al., In Defense of the Triplet Loss for Person Re-Identification, 2017, https://arxiv.org/abs/1703.07737
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from core.losses.strategy import Outcome, Strategy, difference, hinge


@torch.no_grad()
def random_triplets(labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Anchors, a random positive and a random negative of each: int64 [t] each, t <= n.

    In the order of the classes an anchor's positives are the rest of its class, going round, and
    its negatives are all that lies outside: one draw and no table of pairs.
    """
    order = labels.argsort(stable=True)
    _, of, counts = labels[order].unique_consecutive(return_inverse=True, return_counts=True)
    size, start, n = counts[of], (counts.cumsum(0) - counts)[of], len(labels)
    usable = ((size > 1) & (size < n)).nonzero()[:, 0]
    size, start = size[usable], start[usable]
    further = 1 + _below(size - 1)
    outside = _below(n - size)
    positives = start + (usable - start + further) % size
    negatives = torch.where(outside < start, outside, outside + size)
    return order[usable], order[positives], order[negatives]


def _below(ends: Tensor) -> Tensor:
    """A random whole number from 0 to below each end: int64, from torch's global generator."""
    drawn = torch.rand(len(ends), dtype=torch.float64, device=ends.device) * ends
    return torch.minimum(drawn.long(), ends - 1)


class RandomOnline(Strategy):
    """One random triplet for each anchor that has a positive and a negative in the batch."""

    def forward(self, embeddings: Tensor, labels: Tensor, margin: float) -> Outcome:
        """Hinge on squared distances; the draw comes from torch's global generator."""
        anchors, positives, negatives = random_triplets(labels)
        return hinge(
            difference(embeddings, anchors, positives),
            difference(embeddings, anchors, negatives),
            margin,
        )


def build(*, dimension: int, classes: int, **options: Any) -> Strategy:
    """Random triplets, online."""
    del dimension, classes, options
    return RandomOnline()
