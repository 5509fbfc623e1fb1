"""ResNet-50 up to its last feature maps: 2048 channels of 7 x 7."""

from __future__ import annotations

from collections import OrderedDict

from torch import nn

from core.errors import DataMissing

CHANNELS = 2048


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
