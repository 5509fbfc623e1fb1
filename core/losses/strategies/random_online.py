"""Random triplets drawn afresh within each batch: every image is an anchor once.

Source: report 000, section 4 (its baseline, without the fixed data set of triplets); Hermans et
al., In Defense of the Triplet Loss for Person Re-Identification, 2017, https://arxiv.org/abs/1703.07737
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from core.losses.distances import same_class
from core.losses.strategy import Outcome, Strategy, difference, hinge


class RandomOnline(Strategy):
    """One random triplet for each anchor that has a positive and a negative in the batch."""

    def forward(self, embeddings: Tensor, labels: Tensor, margin: float) -> Outcome:
        """Hinge on squared distances; the draw comes from torch's global generator."""
        positives, negatives = same_class(labels)
        anchors = (positives.any(1) & negatives.any(1)).nonzero()[:, 0]
        if len(anchors) == 0:
            return hinge(embeddings[:0].sum(1), embeddings[:0].sum(1), margin)
        chosen_positive = torch.multinomial(positives[anchors].float(), 1)[:, 0]
        chosen_negative = torch.multinomial(negatives[anchors].float(), 1)[:, 0]
        return hinge(
            difference(embeddings, anchors, chosen_positive),
            difference(embeddings, anchors, chosen_negative),
            margin,
        )


def build(*, dimension: int, classes: int, **options: Any) -> Strategy:
    """Random triplets, online."""
    del dimension, classes, options
    return RandomOnline()
