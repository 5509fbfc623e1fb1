"""Every pair of the batch, weighted by how it stands among the others of its image.

Positives pull the more the less alike they are, negatives push the more the more alike; pairs that
the batch shows to be settled (by more than epsilon) are left out. Cosines alone count.

Source: Wang et al., Multi-Similarity Loss with General Pair Weighting for Deep Metric Learning,
CVPR 2019, https://arxiv.org/abs/1904.06627
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
OPTIONS = {"alpha": 2.0, "beta": 50.0, "base": 0.5, "epsilon": 0.1}


class MultiSimilarity(Strategy):
    """Mines pairs without gradient, then weighs them by soft sums over each image's own."""

    def __init__(self, *, alpha: float, beta: float, base: float, epsilon: float) -> None:
        super().__init__()
        self.alpha, self.beta, self.base, self.epsilon = alpha, beta, base, epsilon

    @torch.no_grad()
    def unsettled(
        self, alike: Tensor, positives: Tensor, negatives: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Positives that some negative is nearly as alike as, and negatives that are nearly as
        alike as some positive: bool [n, n] each.
        """
        least = torch.where(positives, alike, torch.inf).min(1, keepdim=True).values
        most = torch.where(negatives, alike, -torch.inf).max(1, keepdim=True).values
        return positives & (alike < most + self.epsilon), negatives & (alike > least - self.epsilon)

    def forward(self, embeddings: Tensor, labels: Tensor, margin: float) -> Outcome:
        """The mean over all images; `active` is the share of pairs that are not settled."""
        del margin
        alike = cosines(embeddings)
        pairs = same_class(labels)
        pulled, pushed = self.unsettled(alike, *pairs)
        pull = softplus(log_sum_exp(-self.alpha * (alike - self.base), pulled)) / self.alpha
        push = softplus(log_sum_exp(self.beta * (alike - self.base), pushed)) / self.beta
        every = (pairs[0].sum() + pairs[1].sum()).clamp(min=1)
        return Outcome((pull + push).mean(), (pulled.sum() + pushed.sum()).float() / every)

    def collapsed_loss(self, margin: float) -> float:
        """Unknown: it depends on how many pairs of each kind a batch holds."""
        del margin
        return math.nan


def build(
    *,
    dimension: int,
    classes: int,
    alpha: float,
    beta: float,
    base: float,
    epsilon: float,
    **options: Any,
) -> Strategy:
    """Weights of positives (alpha) and negatives (beta), the cosine where they turn (base), and the
    mining's slack (epsilon).
    """
    del dimension, classes, options
    return MultiSimilarity(alpha=alpha, beta=beta, base=base, epsilon=epsilon)
