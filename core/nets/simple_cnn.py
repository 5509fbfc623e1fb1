"""Two 3x3 convolutions, one max-pool, two dense layers: 813,802 weights, nearly all in one layer.

Source: report 003, section 1.1 (Simple CNN)
"""

from __future__ import annotations

from collections import OrderedDict

from torch import nn

from core.nets._exact_linear import ExactLinear

TITLE = "Simple CNN"
INPUT_SHAPE = (1, 28, 28)
OUTPUTS = {"10 digits": {"dimension": 10}}
LAYERS = (
    ("conv 1", "relu1", (32, 28, 28)),
    ("conv 2", "relu2", (32, 14, 14)),
    ("penultimate", "relu3", (128,)),
)


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    """The net for `dimension` classes; there are no pretrained weights, the flag is ignored."""
    del pretrained
    return chain(dimension, widths=(32, 32, 128))


def chain(dimension: int, *, widths: tuple[int, int, int]) -> nn.Sequential:
    """The net with so many channels, channels and dense units; 32, 32 and 128 are the report's."""
    first, second, dense = widths
    return nn.Sequential(
        OrderedDict[str, nn.Module](
            conv1=nn.Conv2d(1, first, 3, padding=1),
            relu1=nn.ReLU(inplace=True),
            conv2=nn.Conv2d(first, second, 3, padding=1),
            pool2=nn.MaxPool2d(2),  # max(relu(x)) = relu(max(x)), with a quarter left to cut off
            relu2=nn.ReLU(inplace=True),
            flat=nn.Flatten(),
            fc1=nn.Linear(second * 14 * 14, dense),
            relu3=nn.ReLU(inplace=True),
            fc2=ExactLinear(dense, dimension),
        )
    )
