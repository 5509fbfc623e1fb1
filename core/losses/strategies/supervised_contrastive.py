"""Every image names the others of its class among all others of the batch: a softmax over cosines.

SimCLR's loss with labels: all of a class are positives of each other, and the hardest pairs weigh
most by themselves. Large batches with several images a class serve it best.

Source: Khosla et al., Supervised Contrastive Learning, NeurIPS 2020,
https://arxiv.org/abs/2004.11362 (equation 2)
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from core.losses.distances import cosines, log_sum_exp, same_class
from core.losses.strategy import Outcome, Strategy

ANGLE = True
MARGIN = False
OPTIONS = {"temperature": 0.1}


class SupervisedContrastive(Strategy):
    """The mean, over an image's positives, of minus the log of their share among all others."""

    def __init__(self, *, temperature: float) -> None:
        super().__init__()
        self.temperature = temperature

    def forward(self, embeddings: Tensor, labels: Tensor, margin: float) -> Outcome:
        """The mean over images that have a positive; there are no triplets to count."""
        del margin
        alike = cosines(embeddings) / self.temperature
        positives, negatives = same_class(labels)
        usable = positives.any(1)
        shares = alike - log_sum_exp(alike, positives | negatives)[:, None]
        named = shares.masked_fill(~positives, 0).sum(1) / positives.sum(1).clamp(min=1)
        values = -named[usable]
        loss = values.mean() if len(values) else embeddings.sum() * 0
        return Outcome(loss, torch.tensor(math.nan))

    def collapsed_loss(self, margin: float) -> float:
        """Unknown: it is the log of the batch's size."""
        del margin
        return math.nan


def build(*, dimension: int, classes: int, temperature: float, **options: Any) -> Strategy:
    """A softmax of cosines over the temperature."""
    del dimension, classes, options
    return SupervisedContrastive(temperature=temperature)
