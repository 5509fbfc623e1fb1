"""Without labels or negatives: two views lie near, every number varies, and no two say the same.

Three terms: the mean squared distance of two changed views of an image; a hinge that keeps the
deviation of each number over the batch at 1, against a collapse; and the squares of the covariances
of different numbers, which would be wasted on saying the same twice.

Source: Bardes, Ponce and LeCun, VICReg: Variance-Invariance-Covariance Regularization for
Self-Supervised Learning, ICLR 2022, https://arxiv.org/abs/2105.04906 (pytorch-metric-learning's
VICRegLoss)
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn

from core.losses.strategy import Outcome, Strategy

MARGIN = False
VIEWS = 2
OPTIONS = {"invariance": 25.0, "variance": 25.0, "covariance": 1.0}


class VICReg(Strategy):
    """The three terms, weighed."""

    def __init__(self, loss: nn.Module) -> None:
        super().__init__()
        self.loss = loss

    def forward(self, embeddings: Tensor, labels: Tensor, margin: float) -> Outcome:
        """Of float32 [2 n, d]; the two views of an image carry one label."""
        del margin
        ordered = embeddings[torch.argsort(labels, stable=True)]
        loss = self.loss(ordered[0::2], ref_emb=ordered[1::2])
        return Outcome(loss, torch.tensor(math.nan))

    def collapsed_loss(self, margin: float) -> float:
        """Unknown: another level for each number of a vector."""
        del margin
        return math.nan


def build(
    *,
    dimension: int,
    classes: int,
    invariance: float,
    variance: float,
    covariance: float,
    **options: Any,
) -> Strategy:
    """The weights of the three terms, as in the paper."""
    del dimension, classes, options
    from pytorch_metric_learning.losses import VICRegLoss

    return VICReg(
        VICRegLoss(invariance_lambda=invariance, variance_mu=variance, covariance_v=covariance)
    )
