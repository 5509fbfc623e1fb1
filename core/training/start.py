"""The net as a run begins with it: drawn from the recipe's seed, or with ImageNet's weights."""

from __future__ import annotations

import torch
from torch import nn

from core.errors import DataMissing
from core.nets import build
from core.training.recipe import Net


def starting_net(net: Net, *, seed: int) -> tuple[nn.Module, bool]:
    """The untrained net on the CPU, and whether its weights are ImageNet's.

    The same seed gives the same weights. Where ImageNet's are asked for and cannot be had (no
    network) it starts without: a run's card says so.
    """
    torch.manual_seed(seed)
    try:
        return build(net.name, dimension=net.dimension, pretrained=net.pretrained), net.pretrained
    except DataMissing:
        return build(net.name, dimension=net.dimension), False
