"""Four 3x3 convolutions without padding, one max-pool, one linear layer: 12,546 weights at d = 2.

Source: report 000, section 6.2 (LightModel).
"""

from __future__ import annotations

from torch import nn

from core.nets._exact_linear import ExactLinear

INPUT_SHAPE = (1, 28, 28)


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    """LightModel with `dimension` outputs; there are no pretrained weights, the flag is ignored."""
    del pretrained
    layers: list[nn.Module] = []
    for inputs, outputs in ((1, 4), (4, 8), (8, 16), (16, 32)):
        layers += [nn.Conv2d(inputs, outputs, 3), nn.ReLU(inplace=True)]
    layers += [nn.MaxPool2d(2), nn.Flatten(), ExactLinear(3200, dimension)]
    return nn.Sequential(*layers)
