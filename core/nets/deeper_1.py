"""Four 3x3 convolutions of 16 to 128 channels and one hidden dense layer: 581,365 weights.

Source: report 004, section 2.3, table 1
"""

from __future__ import annotations

from torch import nn

from core.nets._deeper import deeper

TITLE = "Deeper 1"
INPUT_SHAPE = (3, 32, 32)
OUTPUTS = {"25 classes of CIFAR-100": {"dimension": 25}}
LAYERS = (
    ("conv 1", "relu1", (16, 30, 30)),
    ("conv 2", "relu2", (32, 14, 14)),
    ("conv 3", "relu3", (64, 12, 12)),
    ("conv 4", "relu4", (128, 5, 5)),
    ("penultimate", "relu5", (150,)),
)
AFTER = {"relu1": "norm1", "relu2": "pool2", "relu3": "norm3", "relu4": "pool4", "relu5": "norm5"}


def build(*, dimension: int, pretrained: bool = False, batch_norm: str | None = None) -> nn.Module:
    """The net for `dimension` classes; there are no pretrained weights, the flag is ignored."""
    del pretrained
    return deeper(
        channels=(16, 32, 64, 128), dense=(150,), dimension=dimension, batch_norm=batch_norm
    )
