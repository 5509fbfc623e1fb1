"""Random triplets drawn before training: an anchor, any image of its class, any of another class.

Most of them are easy from early on, and the few that are not pull in random directions.

Source: report 000, section 4.1 (the data set of triplets); Hoffer and Ailon, Deep Metric Learning
Using Triplet Network, 2015, https://arxiv.org/abs/1412.6622
"""

from __future__ import annotations

from typing import Any

from torch import Tensor

from core.losses.strategy import Outcome, Strategy, hinge

SAMPLER = "triplets"


class RandomOffline(Strategy):
    """The batch comes as three equal parts: anchors, positives, negatives."""

    def forward(self, embeddings: Tensor, labels: Tensor, margin: float) -> Outcome:
        """Hinge on squared distances of the triplets that the batch already holds."""
        del labels
        anchors, positives, negatives = embeddings.chunk(3)
        near = (anchors - positives).square().sum(1)
        far = (anchors - negatives).square().sum(1)
        return hinge(near, far, margin)


def build(*, dimension: int, classes: int, **options: Any) -> Strategy:
    """Random triplets, offline."""
    del dimension, classes, options
    return RandomOffline()
