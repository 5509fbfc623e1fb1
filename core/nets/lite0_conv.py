"""EfficientNet-Lite0 with a convolution, batch norm and two dense layers upon its last maps.

Source: reports 003 and 004; Liu, Higher accuracy on vision models with EfficientNet-Lite,
TensorFlow blog 2020
"""

from __future__ import annotations

from torch import nn

from core.nets._body_head import BodyHead, convolved
from core.nets._lite0_body import CHANNELS, lite0_body

INPUT_SHAPE = (3, 224, 224)
IMAGENET = True
MEAN = (0.49804, 0.49804, 0.49804)
STD = (0.50196, 0.50196, 0.50196)
LAYERS = (
    ("stem", "body.stem", (32, 112, 112)),
    ("last maps", "body.head", (1280, 7, 7)),
    ("convolution", "head.2", (512, 5, 5)),
    ("penultimate", "head.8", (1024,)),
)


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    """The net for `dimension` classes; raises DataMissing where its weights cannot be had."""
    return BodyHead(lite0_body(pretrained=pretrained), convolved(CHANNELS, dimension))
