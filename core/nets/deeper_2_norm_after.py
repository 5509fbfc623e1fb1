"""Deeper 2 with batch norm after every ReLU: 3,670,101 weights.

Source: report 004, section 2.6
"""

from __future__ import annotations

from torch import nn

from core.nets._deeper import deeper

INPUT_SHAPE = (3, 32, 32)
LAYERS = (
    ("conv 1", "norm1", (32, 30, 30)),
    ("conv 2", "pool2", (64, 14, 14)),
    ("conv 3", "norm3", (128, 12, 12)),
    ("conv 4", "pool4", (256, 5, 5)),
    ("dense 1", "norm5", (500,)),
    ("penultimate", "norm6", (150,)),
)


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    """The net for `dimension` classes; there are no pretrained weights, the flag is ignored."""
    del pretrained
    return deeper(channels=(32, 64, 128, 256), dense=(500, 150), dimension=dimension, norm="after")
