"""ResNet-18 whose last layer has d outputs: 11,177,538 weights at d = 2, far more than 28x28 needs.

Source: report 000, section 4; He et al., Deep Residual Learning for Image Recognition, CVPR 2016,
https://arxiv.org/abs/1512.03385
"""

from __future__ import annotations

from torch import nn

from core.errors import DataMissing
from core.nets._exact_linear import ExactLinear
from core.nets._small_maps import for_small_maps

TITLE = "ResNet-18"
INPUT_SHAPE = (3, 28, 28)
OUTPUTS = {"2 dimensions": {"dimension": 2}}
IMAGENET = True
LAYERS = (
    ("stem", "maxpool", (64, 7, 7)),
    ("block 1 of 4", "layer1", (64, 7, 7)),
    ("block 2 of 4", "layer2", (128, 4, 4)),
    ("block 3 of 4", "layer3", (256, 2, 2)),
    ("penultimate", "avgpool", (512, 1, 1)),
)


def build(*, dimension: int, pretrained: bool = False) -> nn.Module:
    """Torchvision's ResNet-18; raises DataMissing where its ImageNet weights cannot be had."""
    from torchvision.models import ResNet18_Weights, resnet18

    try:
        net: nn.Module = resnet18(weights=ResNet18_Weights.DEFAULT if pretrained else None)
    except OSError as error:
        raise DataMissing(
            f"torchvision's ImageNet weights of ResNet-18 could not be downloaded ({error}). "
            "Train from scratch with net.pretrained=false, or try again with a network."
        ) from error
    for_small_maps(net)
    net.fc = ExactLinear(512, dimension)
    return net
