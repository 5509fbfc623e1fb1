"""Focal loss: cross-entropy in which pairs that are already told apart hardly count.

A pair's share of the loss is alpha (1 - p)^gamma, where p is the probability given to its truth;
alpha weighs pairs that are alike, 1 - alpha the others.

Source: Lin et al. 2017, "Focal loss for dense object detection", equation 5; report 001, section
8.4 (gamma 2, alpha .25).
"""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import logsigmoid

OPTIONS = {"gamma": 2.0, "alpha": 0.25}


def loss(logits: Tensor, alike: Tensor, *, gamma: float, alpha: float) -> Tensor:
    """The mean over pairs: logits float32 [n], truth bool [n]."""
    signed = logits.where(alike, -logits)
    weights = logits.new_tensor(alpha).where(alike, logits.new_tensor(1 - alpha))
    missed = (-signed).sigmoid()
    return -(weights * missed**gamma * logsigmoid(signed)).mean()
