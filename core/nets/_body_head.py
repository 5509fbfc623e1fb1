"""A net in two parts: a body trained on ImageNet, and a new head. The body may be kept as it is.

Source: report 004, section 3 (heads on ResNet-50); report 003, section 1.3
"""

from __future__ import annotations

from torch import Tensor, nn

from core.errors import UnknownName
from core.nets._exact_linear import ExactLinear


class BodyHead(nn.Module):
    """`body` maps images to [n, channels, h, w]; `head` maps those to classes."""

    def __init__(self, body: nn.Module, head: nn.Module) -> None:
        super().__init__()
        self.body, self.head = body, head

    def forward(self, images: Tensor) -> Tensor:
        """Map float [n, 3, height, width] to float32 [n, classes]."""
        result: Tensor = self.head(self.body(images))
        return result


def with_head(body: nn.Module, head: str, *, channels: int, dimension: int) -> BodyHead:
    """The body with the head of that name upon its `channels` maps; raises UnknownName."""
    known = {"linear": linear, "dense": dense, "conv": convolved}
    if head not in known:
        raise UnknownName("head of a net", head, known)
    return BodyHead(body, known[head](channels, dimension))


def linear(channels: int, dimension: int) -> nn.Module:
    """The mean of every channel, then one layer."""
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), ExactLinear(channels, dimension))


def dense(channels: int, dimension: int) -> nn.Module:
    """A hidden layer of 1024 and dropout between those."""
    return nn.Sequential(
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(channels, 1024),
        nn.ReLU(inplace=True),
        nn.Dropout(0.4),
        ExactLinear(1024, dimension),
    )


def convolved(channels: int, dimension: int) -> nn.Module:
    """A 3x3 convolution over the body's maps, batch norm, their mean, then dense layers."""
    return nn.Sequential(
        nn.Conv2d(channels, 512, 3),
        nn.ReLU(),
        nn.BatchNorm2d(512),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(0.4),
        nn.Linear(512, 1024),
        nn.ReLU(),
        nn.BatchNorm1d(1024),
        nn.Dropout(0.4),
        ExactLinear(1024, dimension),
    )
