"""The last layer of every embedding, in full precision."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class ExactLinear(nn.Linear):
    """A linear layer that leaves autocast: bf16 has eight bits, too few for a map's coordinates."""

    def forward(self, features: Tensor) -> Tensor:
        """Map [n, in_features] of any float type to float32 [n, out_features]."""
        with torch.autocast(features.device.type, enabled=False):
            return super().forward(features.float())
