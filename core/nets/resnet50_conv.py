"""ResNet-50 with a convolution, batch norm and two dense layers upon its last maps.

Source: reports 003 and 004; He et al., Deep Residual Learning for Image Recognition, CVPR 2016,
https://arxiv.org/abs/1512.03385
"""

from __future__ import annotations

from torch import nn

from core.nets._body_head import BodyHead, convolved
from core.nets._resnet50_body import CHANNELS, resnet50_body

INPUT_SHAPE = (3, 224, 224)
IMAGENET = True
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
LAYERS = (
    ("stem", "body.maxpool", (64, 56, 56)),
    ("block 1 of 4", "body.layer1", (256, 56, 56)),
    ("block 2 of 4", "body.layer2", (512, 28, 28)),
    ("block 3 of 4", "body.layer3", (1024, 14, 14)),
    ("block 4 of 4", "body.layer4", (2048, 7, 7)),
    ("convolution", "head.2", (512, 5, 5)),
    ("penultimate", "head.8", (1024,)),
)


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    """The net for `dimension` classes; raises DataMissing where its weights cannot be had."""
    return BodyHead(resnet50_body(pretrained=pretrained), convolved(CHANNELS, dimension))
