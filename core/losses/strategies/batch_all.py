"""Every valid triplet of the batch; the mean over those that still have a loss.

Gentle at the start, and, since easy triplets are left out of the mean, still useful later on.

Source: Hermans et al., In Defense of the Triplet Loss for Person Re-Identification, 2017, section 2
(batch all, non-zero mean), https://arxiv.org/abs/1703.07737
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from core.losses.distances import root, same_class, squared_distances
from core.losses.strategies.batch_hard import is_squared
from core.losses.strategy import Outcome, Strategy

OPTIONS = {"distance": "squared"}


@torch.no_grad()
def active_counts(
    distances: Tensor, positives: Tensor, negatives: Tensor, *, margin: float
) -> Tensor:
    """How often each pair occurs in an active triplet: float32 [n, n], without an [n, n, n].

    An (anchor, positive) pair is active with every negative nearer than its distance plus the
    margin, which a search in the anchor's sorted negatives counts; likewise the other way round.
    """
    thresholds = distances + margin
    ordered = distances.masked_fill(~negatives, torch.inf).sort(1).values
    as_positive = torch.searchsorted(ordered, thresholds.contiguous()) * positives
    reach = thresholds.masked_fill(~positives, -torch.inf).sort(1).values
    passed = torch.searchsorted(reach, distances.contiguous(), right=True)
    as_negative = (len(distances) - passed) * negatives
    return (as_positive - as_negative).to(distances.dtype)


class BatchAll(Strategy):
    """The sum over triplets, rewritten as a weighted sum over pairs (weights are constants)."""

    def __init__(self, *, squared: bool) -> None:
        super().__init__()
        self.squared = squared

    def forward(self, embeddings: Tensor, labels: Tensor, margin: float) -> Outcome:
        """Mean over the active triplets; `active` is their share of all valid ones."""
        distances = squared_distances(embeddings)
        if not self.squared:
            distances = root(distances)
        positives, negatives = same_class(labels)
        weights = active_counts(distances, positives, negatives, margin=margin)
        active = weights.clamp(min=0).sum(dtype=torch.float64)
        valid = (positives.sum(1) * negatives.sum(1)).sum()
        total = (weights * distances).sum(dtype=torch.float64) + margin * active
        loss = (total / active.clamp(min=1)).to(distances.dtype)
        return Outcome(loss, (active / valid.clamp(min=1)).float())


def build(*, dimension: int, classes: int, distance: str, **options: Any) -> Strategy:
    """Batch-all on the squared or the plain distance."""
    del dimension, classes, options
    return BatchAll(squared=is_squared(distance))
