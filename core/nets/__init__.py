"""Nets: one architecture a file. A file here is in the registry: its name is the net's name.

Each file states `INPUT_SHAPE` (channels, height, width) and defines
`build(*, dimension: int, pretrained: bool) -> torch.nn.Module`, which maps float32
[n, channels, height, width] to float32 [n, dimension].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.registry import entries, find

if TYPE_CHECKING:
    from torch import nn

PACKAGE = "core.nets"


def names() -> list[str]:
    """The nets that can be built."""
    return list(entries(PACKAGE))


def input_shape(name: str) -> tuple[int, int, int]:
    """Channels, height and width that the net called `name` takes."""
    channels, height, width = find(PACKAGE, "net", name).constants["INPUT_SHAPE"]
    return channels, height, width


def build(name: str, *, dimension: int, pretrained: bool = False) -> nn.Module:
    """A new net with `dimension` outputs; raises UnknownName, or DataMissing without weights."""
    net: nn.Module = (
        find(PACKAGE, "net", name).load().build(dimension=dimension, pretrained=pretrained)
    )
    return net


def parameters(net: nn.Module) -> int:
    """The number of trainable parameters."""
    return sum(p.numel() for p in net.parameters() if p.requires_grad)
