"""What learns on top of a frozen encoder: a linear layer, or one hidden layer before it.

Vectors are brought to the scale that they have over the training images before: encoders differ in
theirs by orders of magnitude, and one learning rate should do for all.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.nets._exact_linear import ExactLinear


class VectorHead(nn.Module):
    """Maps an encoder's vectors to an embedding.

    `mean` and `scale` are those of the training vectors, kept with the weights; `normalised` brings
    each output to length 1.
    """

    mean: Tensor
    scale: Tensor

    def __init__(
        self, inputs: int, outputs: int, *, hidden: int = 0, normalised: bool = False
    ) -> None:
        super().__init__()
        self.hidden, self.normalised = hidden, normalised
        self.register_buffer("mean", torch.zeros(inputs))
        self.register_buffer("scale", torch.ones(()))
        before = [nn.Linear(inputs, hidden), nn.ReLU()] if hidden else []
        self.last = ExactLinear(hidden or inputs, outputs)
        self.before = nn.Sequential(*before)

    @classmethod
    def drawn(
        cls, inputs: int, outputs: int, *, hidden: int, seed: int, normalised: bool = False
    ) -> VectorHead:
        """One with weights from a seed: the same seed gives the same weights."""
        torch.manual_seed(seed)
        return cls(inputs, outputs, hidden=hidden, normalised=normalised)

    def measure(self, vectors: Tensor) -> None:
        """Take mean and scale from float32 [n, inputs]; all values share one scale."""
        self.mean.copy_(vectors.mean(0))
        spread = (vectors - self.mean).square().mean().sqrt()
        self.scale.copy_(spread if spread > 0 else torch.ones(()))

    def scaled(self, vectors: Tensor) -> Tensor:
        """Float32 [n, inputs] as the layers take them."""
        return (vectors - self.mean) / self.scale

    @torch.no_grad()
    def begin_with(self, weight: Tensor, bias: Tensor) -> None:
        """Give the last layer its weights: [outputs, inputs] of that layer, and [outputs]."""
        self.last.weight.copy_(weight)
        self.last.bias.copy_(bias)

    def forward(self, vectors: Tensor) -> Tensor:
        """Map float32 [n, inputs] to float32 [n, outputs]."""
        made: Tensor = self.last(self.before(self.scaled(vectors)))
        return F.normalize(made, dim=1) if self.normalised else made
