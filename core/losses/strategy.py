"""What every triplet strategy is: embeddings and labels in, one loss out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Outcome:
    """The loss (0-dim, with gradient) and the share of triplets that still contribute to it.

    `active` is NaN for a loss that has no triplets.
    """

    loss: Tensor
    active: Tensor


class Strategy(nn.Module):
    """Chooses triplets within a batch and scores them; subclasses implement `forward`.

    `collapsed_loss(margin)` is the loss of an embedding that maps every image to one point: the
    dashboard divides by it ("loss / margin"). NaN where a collapse cannot be told from the loss.
    """

    def forward(self, embeddings: Tensor, labels: Tensor, margin: float) -> Outcome:
        """Score float32 [n, d] with int64 [n]; raises NotImplementedError in the base class."""
        raise NotImplementedError

    def collapsed_loss(self, margin: float) -> float:
        """The hinge of zero minus zero plus the margin."""
        return margin


class LibraryLoss(Strategy):
    """A loss from pytorch-metric-learning, which has neither a margin nor triplets to count."""

    def __init__(self, loss: nn.Module) -> None:
        super().__init__()
        self.loss = loss

    def forward(self, embeddings: Tensor, labels: Tensor, margin: float) -> Outcome:
        """The library's loss on the whole batch; `margin` is not used."""
        del margin
        return Outcome(self.loss(embeddings, labels), torch.tensor(math.nan))

    def collapsed_loss(self, margin: float) -> float:
        """Unknown: this loss has no level at which a collapse shows."""
        del margin
        return math.nan


def hinge(positive: Tensor, negative: Tensor, margin: float) -> Outcome:
    """The mean of max(positive - negative + margin, 0) over triplets: distances [t] and [t]."""
    losses = (positive - negative + margin).clamp(min=0)
    if losses.numel() == 0:
        return Outcome(losses.sum(), torch.zeros(()))
    return Outcome(losses.mean(), (losses > 0).float().mean())


def difference(embeddings: Tensor, first: Tensor, second: Tensor) -> Tensor:
    """Squared distances of chosen pairs: indices [t] and [t] to float32 [t]."""
    return (embeddings[first] - embeddings[second]).square().sum(1)
