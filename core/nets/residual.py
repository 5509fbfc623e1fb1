"""A residual net for 28x28 images: a block at 14x14, 7x7 and 3x3, up to 256 channels, 1.9 M weights.

Ours. The net `small` with a block at 14x14 as well, where a shirt still has its buttons: it costs
half as much again and is meant for many dimensions, where the plane is not what limits.

Source: He et al., Deep Residual Learning for Image Recognition, CVPR 2016,
https://arxiv.org/abs/1512.03385
"""

from __future__ import annotations

from torch import nn

from core.nets._exact_linear import ExactLinear
from core.nets.small import Residual, convolution

INPUT_SHAPE = (1, 28, 28)


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    """The net with `dimension` outputs; there are no pretrained weights, the flag is ignored."""
    del pretrained
    layers: list[nn.Module] = [convolution(1, 32), nn.MaxPool2d(2)]
    for inputs, outputs in ((32, 64), (64, 128), (128, 256)):
        layers += [convolution(inputs, outputs), Residual(outputs), nn.MaxPool2d(2)]
    layers[-1] = nn.AdaptiveAvgPool2d(1)
    return nn.Sequential(*layers, nn.Flatten(), ExactLinear(256, dimension))
