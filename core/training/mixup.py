"""Mixup: images blended in pairs, and the loss with them.

Source: Zhang et al., mixup, ICLR 2018, https://arxiv.org/abs/1710.09412
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from core.training.rng import generator


@dataclass(frozen=True)
class Mixed:
    """Which image of a batch each is blended with, int64 [n], and the share of the first."""

    order: Tensor
    share: float

    def blend(self, images: Tensor) -> Tensor:
        """Float [n, ...], each with another."""
        return self.share * images + (1 - self.share) * images[self.order]

    def loss(self, own: Tensor, others: Tensor) -> Tensor:
        """The loss by an image's own label and by its partner's, as they are blended."""
        return self.share * own + (1 - self.share) * others


def draw(alpha: float, images: int, *, seed: int, step: int, device: str) -> Mixed | None:
    """How a batch is mixed; None where alpha is 0."""
    if not alpha:
        return None
    random = generator("mixup", seed, step)
    share = float(random.beta(alpha, alpha))
    return Mixed(torch.from_numpy(random.permutation(images)).to(device), share)
