"""Nets: one architecture a file. A file here is in the registry: its name is the net's name.

Each file states `INPUT_SHAPE` (channels, height, width) and defines
`build(*, dimension: int, pretrained: bool) -> torch.nn.Module`, which maps float32
[n, channels, height, width] to float32 [n, dimension]. It may name the layers that are worth a look
in `LAYERS`: title, path of the module whose output is meant, and that output's shape for one image.
Weights from elsewhere may expect pixels in their own scale: `MEAN` and `STD`, per channel, of
pixels from 0 to 1; without them both are measured on the training images. A net that can be built
wider or thinner states its usual `WIDTHS`, and its `build` takes others as `widths`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import BadRecipe
from core.registry import Entry, entries, find

if TYPE_CHECKING:
    from torch import nn

PACKAGE = "core.nets"


def names() -> list[str]:
    """The nets that can be built."""
    return list(entries(PACKAGE))


def entry(name: str) -> Entry:
    """The net's file, unread but for its docstring and constants; raises UnknownName."""
    return find(PACKAGE, "net", name)


def input_shape(name: str) -> tuple[int, int, int]:
    """Channels, height and width that the net called `name` takes."""
    channels, height, width = entry(name).constants["INPUT_SHAPE"]
    return channels, height, width


def layers(name: str) -> tuple[tuple[str, str, tuple[int, ...]], ...]:
    """The named layers of a net between pixels and output, by title, module path and shape."""
    named: tuple[tuple[str, str, tuple[int, ...]], ...] = entry(name).constants.get("LAYERS", ())
    return named


def build(
    name: str, *, dimension: int, pretrained: bool = False, widths: tuple[int, ...] = ()
) -> nn.Module:
    """A new net with `dimension` outputs; raises UnknownName, or DataMissing without weights.

    `widths` are those of its layers, where it lets one choose them; raises BadRecipe else.
    """
    known, module = entry(name), entry(name).load()
    if not widths:
        net: nn.Module = module.build(dimension=dimension, pretrained=pretrained)
        return net
    usual = known.constants.get("WIDTHS")
    if usual is None or len(usual) != len(widths) or min(widths) < 1:
        need = f"{len(usual)} whole numbers, as {list(usual)}" if usual else "to be left out"
        raise BadRecipe(f"net.widths of {name} needs {need}, not {list(widths)}.")
    cut: nn.Module = module.build(dimension=dimension, pretrained=pretrained, widths=widths)
    return cut


def parameters(net: nn.Module) -> int:
    """The number of trainable parameters."""
    return sum(p.numel() for p in net.parameters() if p.requires_grad)
