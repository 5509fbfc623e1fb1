"""Deeper 2 with batch norm before every ReLU, report 004's final net: 3,670,101 weights.

Source: report 004, section 2.7, table 3
"""

from __future__ import annotations

from torch import nn

from core.nets._deeper import deeper

INPUT_SHAPE = (3, 32, 32)
LAYERS = (
    ("conv 1", "relu1", (32, 30, 30)),
    ("conv 2", "relu2", (64, 14, 14)),
    ("conv 3", "relu3", (128, 12, 12)),
    ("conv 4", "relu4", (256, 5, 5)),
    ("dense 1", "relu5", (500,)),
    ("penultimate", "relu6", (150,)),
)


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    """The net for `dimension` classes; there are no pretrained weights, the flag is ignored."""
    del pretrained
    return deeper(channels=(32, 64, 128, 256), dense=(500, 150), dimension=dimension, norm="before")
