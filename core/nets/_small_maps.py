"""Convolutions over maps of a few pixels, as the last blocks of a ResNet see of a 28-pixel image.

A processor's library takes the gradient of 3 x 3 weights over a map of one pixel a hundred times as
long as the product of matrices that it is: there, all taps but the middle one see padding alone.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

FEW = 4
"""Pixels of the result up to which a product of matrices is quicker (measured on AVX2)."""


class SmallMapConv(nn.Conv2d):
    """nn.Conv2d with a 3 x 3 kernel, an edge of zeros and no bias: [n, c, h, w] as there.

    The same sums in another order, where a processor computes them in float32.
    """

    def forward(self, images: Tensor) -> Tensor:
        """Convolve float images."""
        stride = int(self.stride[0])
        high, wide = (-(-side // stride) for side in images.shape[-2:])
        low = images.device.type != "cpu" or torch.is_autocast_enabled("cpu")
        if low or high * wide > FEW:
            same: Tensor = super().forward(images)
            return same
        if images.shape[-2:] == (1, 1):
            middle: Tensor = F.linear(images.flatten(1), self.weight[:, :, 1, 1])
            return middle[:, :, None, None]
        columns: Tensor = F.unfold(images, 3, padding=1, stride=stride).transpose(1, 2)
        sums: Tensor = columns @ self.weight.flatten(1).T
        result: Tensor = sums.transpose(1, 2).unflatten(2, (high, wide))
        return result


def for_small_maps(net: nn.Module) -> None:
    """Let a net's 3 x 3 convolutions be such; weights, their names and their start stay."""
    for part in net.modules():
        if type(part) is nn.Conv2d and part.kernel_size == (3, 3) and part.padding == (1, 1):
            assert part.bias is None and part.groups == 1 and part.dilation == (1, 1)  # noqa: PT018
            part.__class__ = SmallMapConv
