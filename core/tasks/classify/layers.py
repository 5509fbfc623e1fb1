"""A net's layers in the order in which an image meets them: shapes and weights, counted exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.nets import input_shape
from core.tasks.classify.settings import Net

if TYPE_CHECKING:
    from torch import nn

MOST = 40
"""Rows of a table: nets with more layers are shown block by block."""
WORDS = {
    "Conv2d": "convolution",
    "NarrowConv": "convolution",
    "SmallMapConv": "convolution",
    "Linear": "dense",
    "ExactLinear": "dense",
    "BatchNorm1d": "batch norm",
    "BatchNorm2d": "batch norm",
    "MaxPool2d": "max-pool",
    "AdaptiveAvgPool2d": "mean of each channel",
    "AdaptiveMaxPool2d": "largest of each channel",
    "Dropout": "dropout",
    "Flatten": "flatten",
    "ZeroPad2d": "edge of zeros",
}


@dataclass(frozen=True)
class Layer:
    """One module, or a block of several: what it is, what it hands on, how many weights it has."""

    path: str
    kind: str
    about: str
    shape: tuple[int, ...]
    """Of its output, for one image."""
    parameters: int
    learns: bool
    """Whether its weights change from the first step on."""


def layers_of(net: Net, *, classes: int, frozen: bool = False) -> tuple[Layer, ...]:
    """The layers of the net that a recipe asks for, with random weights: nothing is downloaded.

    With `frozen` its backbone does not learn. Raises BadRecipe and UnknownName where no such net
    can be built.
    """
    import torch

    from core.tasks.classify.start import choose_net

    with torch.random.fork_rng():
        asked = replace(net, pretrained=False)
        model = choose_net(asked, seed=0, classes=classes, frozen=frozen).model
        found = table(model, input_shape(net.name))
    if not frozen:
        return found
    still = ("body", "body.")
    return tuple(
        replace(layer, learns=not (layer.path == still[0] or layer.path.startswith(still[1])))
        for layer in found
    )


def table(model: nn.Module, shape: tuple[int, int, int]) -> tuple[Layer, ...]:
    """The layers of a net that takes images of `shape`, in the order in which they are met."""
    import torch

    parts = _parts(model)
    met: dict[str, tuple[int, ...]] = {}

    def note(path: str) -> Callable[[Any, Any, torch.Tensor], None]:
        def keep(_module: Any, _inputs: Any, out: torch.Tensor) -> None:
            met[path] = tuple(out.shape[1:])

        return keep

    hooks = [part.register_forward_hook(note(path)) for path, part in parts.items()]
    training = model.training
    try:
        with torch.inference_mode():
            model.eval()(torch.zeros(1, *shape))
    finally:
        model.train(training)
        for hook in hooks:
            hook.remove()
    return tuple(_layer(path, parts[path], out) for path, out in met.items())


def _parts(model: nn.Module) -> dict[str, nn.Module]:
    """Modules by path, as deep as the table has room for."""
    leaves = {path: part for path, part in model.named_modules() if not list(part.children())}
    deepest = max(path.count(".") + 1 for path in leaves)
    for depth in range(deepest, 0, -1):
        cut = {".".join(path.split(".")[:depth]) for path in leaves}
        if len(cut) <= MOST or depth == 1:
            return {path: part for path, part in model.named_modules() if path in cut}
    return {}


def _layer(path: str, part: nn.Module, shape: tuple[int, ...]) -> Layer:
    inside = sum(not list(inner.children()) for inner in part.modules())
    whole = not list(part.children())
    return Layer(
        path=path,
        kind=WORDS.get(type(part).__name__, type(part).__name__) if whole else "block",
        about=_about(part) if whole else f"{inside} layers",
        shape=shape,
        parameters=sum(weight.numel() for weight in part.parameters()),
        learns=True,
    )


def _about(part: Any) -> str:
    from torch import nn

    if isinstance(part, nn.Conv2d):
        (side, _), stride, padding = part.kernel_size, part.stride[0], part.padding
        said = f"{side} × {side}, {part.in_channels} to {part.out_channels}"
        said += f", stride {stride}" if stride > 1 else ""
        pad = padding[0] if isinstance(padding, tuple) else padding
        return said + (f", padding {pad}" if pad else "")
    if isinstance(part, nn.Linear):
        return f"{part.in_features:,} to {part.out_features:,}"
    if isinstance(part, nn.Dropout):
        return f"rate {part.p:g}"
    if isinstance(part, nn.MaxPool2d):
        return f"{part.kernel_size} × {part.kernel_size}"
    return ""
