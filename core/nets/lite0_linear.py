"""EfficientNet-Lite0 with one linear layer upon its pooled features.

Source: reports 003 and 004; Liu, Higher accuracy on vision models with EfficientNet-Lite,
TensorFlow blog 2020
"""

from __future__ import annotations

from torch import nn

from core.nets._body_head import BodyHead, linear
from core.nets._lite0_body import CHANNELS, lite0_body

INPUT_SHAPE = (3, 224, 224)
IMAGENET = True
MEAN = (0.49804, 0.49804, 0.49804)
STD = (0.50196, 0.50196, 0.50196)
LAYERS = (
    ("stem", "body.stem", (32, 112, 112)),
    ("stage 2 of 7", "body.blocks.2", (24, 56, 56)),
    ("stage 3 of 7", "body.blocks.4", (40, 28, 28)),
    ("stage 4 of 7", "body.blocks.7", (80, 14, 14)),
    ("stage 5 of 7", "body.blocks.10", (112, 14, 14)),
    ("stage 6 of 7", "body.blocks.14", (192, 7, 7)),
    ("last maps", "body.head", (1280, 7, 7)),
    ("penultimate", "head.1", (1280,)),
)


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    """The net for `dimension` classes; raises DataMissing where its weights cannot be had."""
    return BodyHead(lite0_body(pretrained=pretrained), linear(CHANNELS, dimension))
