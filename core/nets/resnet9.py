"""A short residual net for 32x32 images: 4.2 million weights at 25 classes.

Ours: wide convolutions with batch norm, the picture halved three times early on, two residual
blocks, and the largest value of each channel before the last layer.

Source: He et al., Deep Residual Learning for Image Recognition, CVPR 2016,
https://arxiv.org/abs/1512.03385; the layout follows Page's entries to DAWNBench, 2018
"""

from __future__ import annotations

from collections import OrderedDict

from torch import nn

from core.nets._exact_linear import ExactLinear
from core.nets.small import Residual, convolution

TITLE = "ResNet-9"
INPUT_SHAPE = (3, 32, 32)
OUTPUTS = {"25 classes of CIFAR-100": {"dimension": 25}}
LAYERS = (
    ("stem", "stem", (64, 32, 32)),
    ("block 1 of 3", "residual1", (128, 16, 16)),
    ("block 2 of 3", "pool2", (256, 8, 8)),
    ("block 3 of 3", "residual3", (384, 4, 4)),
    ("penultimate", "flat", (384,)),
)


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    """The net for `dimension` classes; there are no pretrained weights, the flag is ignored."""
    del pretrained
    return nn.Sequential(
        OrderedDict[str, nn.Module](
            stem=convolution(3, 64),
            conv1=convolution(64, 128),
            pool1=nn.MaxPool2d(2),
            residual1=Residual(128),
            conv2=convolution(128, 256),
            pool2=nn.MaxPool2d(2),
            conv3=convolution(256, 384),
            pool3=nn.MaxPool2d(2),
            residual3=Residual(384),
            pool=nn.AdaptiveMaxPool2d(1),
            flat=nn.Flatten(),
            drop=nn.Dropout(0.0),
            fc=ExactLinear(384, dimension),
        )
    )
