"""Four 3x3 convolutions without padding, one max-pool, one linear layer: 12,546 weights at d = 2.

Source: report 000, section 6.2 (LightModel).
"""

from __future__ import annotations

from torch import nn

from core.nets._exact_linear import ExactLinear
from core.nets._narrow_conv import NarrowConv

TITLE = "LightModel"
INPUT_SHAPE = (1, 28, 28)
OUTPUTS = {"2 dimensions": {"dimension": 2}}
LAYERS = (
    ("conv 1", "1", (4, 26, 26)),
    ("conv 2", "3", (8, 24, 24)),
    ("conv 3", "5", (16, 22, 22)),
    ("penultimate", "8", (32, 10, 10)),
)


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    """LightModel with `dimension` outputs; there are no pretrained weights, the flag is ignored."""
    del pretrained
    layers: list[nn.Module] = []
    for inputs, outputs in ((1, 4), (4, 8), (8, 16)):
        layers += [NarrowConv(inputs, outputs), nn.ReLU()]
    # max(relu(x)) = relu(max(x)), and a quarter of the values are left to be cut off
    layers += [NarrowConv(16, 32), nn.MaxPool2d(2), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers, nn.Flatten(2), ExactLinear(3200, dimension))
