"""Weights by name and the name of their net, as an encoder. Imports torch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from core import nets
from core.encoders.architectures import OURS, Empty, filled, split_name
from core.encoders.encoder import Built
from core.encoders.stated import beside
from core.encoders.torch_net import at_layer, runner
from core.errors import BadEncoder, UnknownName
from core.runs.layers import layer_name

if TYPE_CHECKING:
    from torch import Tensor

OUTPUT = "output"


def build_net(
    weights: Mapping[str, Tensor], file: Path, *, title: str, net: str | None, layer: str | None
) -> Built:
    """The net with the weights, read at `layer`; raises BadEncoder, UnknownName."""
    preprocessing, known = beside(file)
    named = net or known
    if named is None:
        raise BadEncoder(
            f"{title} holds weights without their net. Name it, such as simple-cnn, "
            "torchvision:resnet18 or timm:vit_small_patch14_dinov2."
        )
    floats = {k: v.float() if v.is_floating_point() else v for k, v in weights.items()}
    made = filled(named, floats, file=title)
    path, ours = _path(named, layer, made), split_name(named)[0] == OURS
    return Built(
        runner(at_layer(made.net, path), flat=ours),
        preprocessing or made.preprocessing,
        scales=True,
        module=None if path else made.net,
    )


def _path(named: str, layer: str | None, made: Empty) -> str | None:
    """The module to read; None for the net's output.

    Without a layer that is the output, or the features of one of our nets that sorts ImageNet's
    classes: others of ours are embeddings, and others' nets come without their scores.
    """
    family, name = split_name(named)
    if layer == OUTPUT:
        return None
    if layer is None:
        sorts = family == OURS and nets.entry(name).constants.get("IMAGENET")
        return nets.penultimate(name) if sorts else None
    if family == OURS:
        paths = {layer_name(title): path for title, path, _ in nets.layers(name)}
    else:
        paths = {path: path for path, _ in made.net.named_modules() if path}
    if layer not in paths:
        raise UnknownName("layer", layer, (*list(paths)[:40], OUTPUT))
    return paths[layer]
