"""Two 5x5 convolutions, each with a max-pool, and two dense layers: 24,197 weights at 25 classes.

Source: report 004, section 1 (BaseNet)
"""

from __future__ import annotations

from collections import OrderedDict

from torch import nn

from core.nets._exact_linear import ExactLinear

TITLE = "BaseNet"
INPUT_SHAPE = (3, 32, 32)
OUTPUTS = {"25 classes of CIFAR-100": {"dimension": 25}}
LAYERS = (
    ("conv 1", "relu1", (6, 14, 14)),
    ("conv 2", "relu2", (16, 5, 5)),
    ("penultimate", "relu3", (50,)),
)


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    """The net for `dimension` classes; there are no pretrained weights, the flag is ignored."""
    del pretrained
    return nn.Sequential(
        OrderedDict[str, nn.Module](
            conv1=nn.Conv2d(3, 6, 5),
            pool1=nn.MaxPool2d(2),  # before the ReLU, which has a quarter left to cut off then
            relu1=nn.ReLU(inplace=True),
            conv2=nn.Conv2d(6, 16, 5),
            pool2=nn.MaxPool2d(2),
            relu2=nn.ReLU(inplace=True),
            flat=nn.Flatten(),
            fc1=nn.Linear(400, 50),
            relu3=nn.ReLU(inplace=True),
            fc2=ExactLinear(50, dimension),
        )
    )
