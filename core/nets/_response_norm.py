"""Local response normalisation over neighbouring channels, as one 1x1 convolution.

The same as `torch.nn.LocalResponseNorm`, in full precision and quicker on a CPU: its sum over five
channels is a convolution with a band of ones.

Source: Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural
Networks, NeurIPS 2012, section 3.3
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ResponseNorm(nn.Module):
    """Divides each of `channels` maps by (1 + alpha / size * sum of squares nearby) ** beta."""

    band: Tensor

    def __init__(
        self, channels: int, *, size: int = 5, alpha: float = 1e-4, beta: float = 0.75
    ) -> None:
        super().__init__()
        place = torch.arange(channels)
        near = (place[:, None] - place).abs() <= size // 2
        self.register_buffer("band", near.float()[:, :, None, None] * alpha / size, False)
        self.beta = beta

    def forward(self, maps: Tensor) -> Tensor:
        """Map [n, channels, h, w] to the same shape and type."""
        with torch.autocast(maps.device.type, enabled=False):
            exact = maps.float()
            divisor = F.conv2d(exact.square(), self.band).add(1).pow(self.beta)
            return (exact / divisor).to(maps.dtype)
