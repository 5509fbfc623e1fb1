"""Each pair pulls by how far it is from where it should be, so that none is pulled past its goal.

A positive's cosine should exceed 1 - relaxation, a negative's stay below it: the boundary between
both is a circle, hence the name. Cosines alone count.

Source: Sun et al., Circle Loss: A Unified Perspective of Pair Similarity Optimization, CVPR 2020,
https://arxiv.org/abs/2002.10857
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import softplus

from core.losses.distances import cosines, log_sum_exp, same_class
from core.losses.strategy import Outcome, Strategy

ANGLE = True
MARGIN = False
OPTIONS = {"relaxation": 0.4, "scale": 80.0}


class Circle(Strategy):
    """A soft maximum over the negatives against one over the positives of each image."""

    def __init__(self, *, relaxation: float, scale: float) -> None:
        super().__init__()
        self.relaxation, self.scale = relaxation, scale

    def forward(self, embeddings: Tensor, labels: Tensor, margin: float) -> Outcome:
        """The mean over images with a positive and a negative; `active` is the share of their
        positives and negatives that are not yet where they should be.
        """
        del margin
        m, alike = self.relaxation, cosines(embeddings)
        positives, negatives = same_class(labels)
        to_go, too_near = (1 + m - alike).clamp(min=0), (alike + m).clamp(min=0)
        pull = -self.scale * to_go.detach() * (alike - (1 - m))
        push = self.scale * too_near.detach() * (alike - m)
        both = positives.any(1) & negatives.any(1)
        values = softplus(log_sum_exp(pull, positives) + log_sum_exp(push, negatives))[both]
        if not len(values):
            return Outcome(embeddings.sum() * 0, torch.zeros(()))
        wrong = (positives & (alike < 1 - m)) | (negatives & (alike > m))
        return Outcome(values.mean(), wrong[both].sum() / (positives | negatives)[both].sum())

    def collapsed_loss(self, margin: float) -> float:
        """Unknown: it depends on how many pairs of each kind a batch holds."""
        del margin
        return math.nan


def build(
    *, dimension: int, classes: int, relaxation: float, scale: float, **options: Any
) -> Strategy:
    """The relaxation m and the scale gamma of the paper."""
    del dimension, classes, options
    return Circle(relaxation=relaxation, scale=scale)
