"""The convolutions of a branch of the Context-Free Network: AlexNet's, with a first stride of 2.

Source: Noroozi and Favaro, Unsupervised Learning of Visual Representations by Solving Jigsaw
Puzzles, ECCV 2016, https://arxiv.org/abs/1603.09246; report 002, figure 1
"""

from __future__ import annotations

from collections import OrderedDict

from torch import nn

from core.nets._response_norm import ResponseNorm

WIDTHS = (96, 256, 384, 384, 256)
"""Channels of the five convolutions. The second, fourth and fifth are in two groups."""


def cfn_body(widths: tuple[int, ...] = WIDTHS) -> nn.Module:
    """Map [n, 3, s, s] to [n, widths[4], p, p]: p is 3 for s = 64, and 1 for s = 32."""
    one, two, three, four, five = widths
    return nn.Sequential(
        OrderedDict[str, nn.Module](
            conv1=nn.Conv2d(3, one, 11, stride=2),
            relu1=nn.ReLU(inplace=True),
            pool1=nn.MaxPool2d(3, 2),
            norm1=ResponseNorm(one),
            conv2=nn.Conv2d(one, two, 5, padding=2, groups=2),
            relu2=nn.ReLU(inplace=True),
            pool2=nn.MaxPool2d(3, 2),
            norm2=ResponseNorm(two),
            conv3=nn.Conv2d(two, three, 3, padding=1),
            relu3=nn.ReLU(inplace=True),
            conv4=nn.Conv2d(three, four, 3, padding=1, groups=2),
            relu4=nn.ReLU(inplace=True),
            conv5=nn.Conv2d(four, five, 3, padding=1, groups=2),
            relu5=nn.ReLU(inplace=True),
            pool5=nn.MaxPool2d(3, 2, ceil_mode=True),
        )
    )
