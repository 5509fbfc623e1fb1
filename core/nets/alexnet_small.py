"""AlexNet made small enough for 32x32 images: 6,199,498 weights, 85 % of them in dense layers.

Source: report 003, section 1.2; Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep
Convolutional Neural Networks, NeurIPS 2012
"""

from __future__ import annotations

from collections import OrderedDict

from torch import nn

from core.nets._exact_linear import ExactLinear

TITLE = "AlexNet variant"
INPUT_SHAPE = (3, 32, 32)
OUTPUTS = {"10 classes of CIFAR-10": {"dimension": 10}}
LAYERS = (
    ("conv 1", "relu1", (48, 8, 8)),
    ("conv 2", "relu2", (128, 4, 4)),
    ("conv 3", "relu3", (192, 4, 4)),
    ("conv 4", "relu4", (192, 4, 4)),
    ("conv 5", "relu5", (128, 2, 2)),
    ("dense 1", "relu6", (2048,)),
    ("penultimate", "relu7", (2048,)),
)


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    """The net for `dimension` classes; there are no pretrained weights, the flag is ignored."""
    del pretrained
    return nn.Sequential(
        OrderedDict[str, nn.Module](
            conv1=nn.Conv2d(3, 48, 5, stride=2, padding=2),
            pool1=nn.MaxPool2d(2),
            relu1=nn.ReLU(inplace=True),
            conv2=nn.Conv2d(48, 128, 5, padding=2),
            pool2=nn.MaxPool2d(2),
            relu2=nn.ReLU(inplace=True),
            conv3=nn.Conv2d(128, 192, 3, padding=1),
            relu3=nn.ReLU(inplace=True),
            conv4=nn.Conv2d(192, 192, 3, padding=1),
            relu4=nn.ReLU(inplace=True),
            conv5=nn.Conv2d(192, 128, 3, padding=1),
            pool5=nn.MaxPool2d(2),
            relu5=nn.ReLU(inplace=True),
            flat=nn.Flatten(),
            drop6=nn.Dropout(0.5),
            fc6=nn.Linear(512, 2048),
            relu6=nn.ReLU(inplace=True),
            drop7=nn.Dropout(0.5),
            fc7=nn.Linear(2048, 2048),
            relu7=nn.ReLU(inplace=True),
            fc8=ExactLinear(2048, dimension),
        )
    )
