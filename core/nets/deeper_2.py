"""Four 3x3 convolutions of 32 to 256 channels and two hidden dense layers: 3,667,841 weights.

Source: report 004, section 2.3, table 2
"""

from __future__ import annotations

from torch import nn

from core.nets._deeper import deeper

TITLE = "Deeper 2"
INPUT_SHAPE = (3, 32, 32)
OUTPUTS = {
    "25 classes of CIFAR-100": {"dimension": 25},
    "25 classes of CIFAR-100, batch norm": {"dimension": 25, "batch_norm": "before"},
}
LAYERS = (
    ("conv 1", "relu1", (32, 30, 30)),
    ("conv 2", "relu2", (64, 14, 14)),
    ("conv 3", "relu3", (128, 12, 12)),
    ("conv 4", "relu4", (256, 5, 5)),
    ("dense 1", "relu5", (500,)),
    ("penultimate", "relu6", (150,)),
)
AFTER = {
    "relu1": "norm1",
    "relu2": "pool2",
    "relu3": "norm3",
    "relu4": "pool4",
    "relu5": "norm5",
    "relu6": "norm6",
}


def build(*, dimension: int, pretrained: bool = False, batch_norm: str | None = None) -> nn.Module:
    """The net for `dimension` classes; there are no pretrained weights, the flag is ignored."""
    del pretrained
    return deeper(
        channels=(32, 64, 128, 256), dense=(500, 150), dimension=dimension, batch_norm=batch_norm
    )
