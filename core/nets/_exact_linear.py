"""The last layer of every embedding, in full precision."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ExactLinear(nn.Linear):
    """A linear layer that leaves autocast: bf16 has eight bits, too few for a map's coordinates.

    It also takes a feature map [n, c, s] of s places, as if that were flattened. Where the map lies
    channels-last, the weights are put in that order: cheaper than to turn the map and its gradient.
    """

    def forward(self, features: Tensor) -> Tensor:
        """Map [n, in_features], or [n, c, s] with c * s inputs, to float32 [n, out_features]."""
        with torch.autocast(features.device.type, enabled=False):
            if features.is_contiguous():
                return super().forward(features.float().flatten(1))
            weight = self.weight.unflatten(1, features.shape[1:])
            rows = features.transpose(1, 2).float().flatten(1)
            return F.linear(rows, weight.transpose(1, 2).flatten(1), self.bias)
