"""ResNet-50, with a head of one's choice upon its 2048 maps: one linear layer where none is named.

Source: reports 003 and 004; He et al., Deep Residual Learning for Image Recognition, CVPR 2016,
https://arxiv.org/abs/1512.03385
"""

from __future__ import annotations

from collections import OrderedDict

from torch import nn

from core.errors import DataMissing
from core.nets._body_head import with_head

TITLE = "ResNet-50"
INPUT_SHAPE = (3, 224, 224)
OUTPUTS = {
    "1,000 classes of ImageNet": {"dimension": 1000},
    "200 birds": {"dimension": 200},
    "2 classes, ants and bees": {"dimension": 2},
}
IMAGENET = True
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
CHANNELS = 2048
HEAD = "linear"
LAYERS = (  # of its body
    ("stem", "maxpool", (64, 56, 56)),
    ("block 1 of 4", "layer1", (256, 56, 56)),
    ("block 2 of 4", "layer2", (512, 28, 28)),
    ("block 3 of 4", "layer3", (1024, 14, 14)),
    ("block 4 of 4", "layer4", (2048, 7, 7)),
)


def build(*, dimension: int, pretrained: bool = False, head: str = HEAD) -> nn.Module:
    """The net for `dimension` classes; raises DataMissing where its weights cannot be had."""
    body = resnet50_body(pretrained=pretrained)
    return with_head(body, head, channels=CHANNELS, dimension=dimension)


def resnet50_body(*, pretrained: bool) -> nn.Module:
    """Torchvision's, without pooling and last layer; raises DataMissing without the weights."""
    from torchvision.models import ResNet50_Weights, resnet50

    try:
        net = resnet50(weights=ResNet50_Weights.IMAGENET1K_V1 if pretrained else None)
    except OSError as error:
        raise DataMissing(
            f"torchvision's ImageNet weights of ResNet-50 could not be downloaded ({error}). "
            "Name a net.stand_in, train from scratch with net.pretrained=false, or try again with "
            "a network."
        ) from error
    parts = [part for part in net.named_children() if part[0] not in ("avgpool", "fc")]
    return nn.Sequential(OrderedDict(parts))
