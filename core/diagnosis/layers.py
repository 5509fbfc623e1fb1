"""The layers of a net that are looked at, and how many of its weights lie before each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.nets import Layers

if TYPE_CHECKING:
    from torch import nn

OUTPUT = "output"


@dataclass(frozen=True)
class Layer:
    """A layer by its title; `path` is the module whose output it is, "" the whole net's."""

    title: str
    path: str
    parameters: int
    """Weights and biases between the layer before and this one."""


def weighed_layers(net: nn.Module, known: Layers) -> list[Layer]:
    """From the first of the `known` layers to the output, with all of the net's parameters.

    Of a net that names none, every part directly within it that has weights counts. A parameter
    belongs to the first layer that ends with or after its module, in the order in which the
    modules were made.
    """
    named = [(title, path) for title, path, _ in known]
    named = named or [(path, path) for path, part in net.named_children() if _has_weights(part)]
    ends = {path: _end(net, path) for _, path in named}
    counts = dict.fromkeys([path for _, path in named] + [""], 0)
    for place, (_, module) in enumerate(net.named_modules()):
        own = sum(weights.numel() for weights in module.parameters(recurse=False))
        after = [path for _, path in named if ends[path] >= place]
        counts[after[0] if after else ""] += own
    return [Layer(title, path, counts[path]) for title, path in [*named, (OUTPUT, "")]]


def _has_weights(module: nn.Module) -> bool:
    return any(True for _ in module.parameters())


def _end(net: nn.Module, path: str) -> int:
    """The place of the last module within the one at `path`."""
    places = [
        place
        for place, (name, _) in enumerate(net.named_modules())
        if name == path or name.startswith(f"{path}.")
    ]
    return places[-1]
