"""EfficientNet-Lite0 up to its last feature maps: 1280 channels of 7 x 7."""

from __future__ import annotations

from collections import OrderedDict

from torch import nn

from core.nets import efficientnet_lite0

CHANNELS = 1280


def lite0_body(*, pretrained: bool) -> nn.Module:
    """Stem, blocks and the last 1x1 convolution; raises DataMissing without the weights."""
    net = efficientnet_lite0.build(dimension=1, pretrained=pretrained)
    parts = {name: net.get_submodule(name) for name in ("stem", "blocks", "head")}
    return nn.Sequential(OrderedDict(parts))
