"""Batch-hard with the soft margin log(1 + exp(positive - negative)) on the plain distance.

It needs no margin, and it keeps pulling where the hinge lets go; a collapsed embedding shows as a
loss of log 2.

Source: Hermans et al., In Defense of the Triplet Loss for Person Re-Identification, 2017, section
2, https://arxiv.org/abs/1703.07737
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import softplus

from core.losses.strategies.batch_hard import BatchHard
from core.losses.strategy import Outcome, Strategy

MARGIN = False


class BatchHardSoft(BatchHard):
    """The hardest triplets, scored with softplus instead of a hinge."""

    def forward(self, embeddings: Tensor, labels: Tensor, margin: float) -> Outcome:
        """`active` is the share of triplets whose negative is nearer than the positive."""
        del margin
        near, far = self.pairs(embeddings, labels)
        if near.numel() == 0:
            return Outcome(near.sum(), torch.zeros(()))
        return Outcome(softplus(near - far).mean(), (near > far).float().mean())

    def collapsed_loss(self, margin: float) -> float:
        """softplus(0)."""
        del margin
        return math.log(2)


def build(*, dimension: int, classes: int, **options: Any) -> Strategy:
    """Batch-hard with soft margin."""
    del dimension, classes, options
    return BatchHardSoft(squared=False)
