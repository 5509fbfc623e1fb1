"""What a layer makes of images: its channels as maps, and the images that excite a channel most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import get_ident

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.errors import EmbedscopeError


@dataclass(frozen=True, eq=False)
class Exciting:
    """The images that excite each channel most, the strongest first."""

    images: NDArray[np.int64]
    """Positions among the images that were looked at: [channels, k]."""
    strengths: NDArray[np.float32]
    """The largest value that the channel had anywhere on them: [channels, k]."""
    mean: NDArray[np.float32]
    """Of the channel's strength over all images that were looked at: [channels]."""
    looked_at: int


@torch.inference_mode()
def channel_maps(net: nn.Module, image: Tensor, *, layer: str | None) -> NDArray[np.float32]:
    """What the module `layer` (None: the whole net) hands on for one prepared image [1, c, h, w].

    Returns float32 [channels, h, w]; a layer without places gives [values, 1, 1].
    """
    made = _seen(net, image, [layer])[layer][0]
    values = made if made.ndim == 3 else made.flatten()[:, None, None]
    return values.cpu().numpy()


@torch.inference_mode()
def maximally_activating(
    net: nn.Module,
    batches: Iterable[Tensor],
    *,
    layers: Sequence[str | None],
    most: int = 12,
) -> dict[str | None, Exciting]:
    """Which images excite each channel most, by the largest value it has anywhere on them.

    One pass serves all `layers` (paths of modules, None for the whole net's output). `batches` are
    prepared images [b, c, h, w]; raises EmbedscopeError where there are none.
    """
    peaks: dict[str | None, list[NDArray[np.float32]]] = {layer: [] for layer in layers}
    for batch in batches:
        for layer, values in _seen(net, batch, layers).items():
            peaks[layer].append(_peaks(values))
    if not all(peaks.values()):
        raise EmbedscopeError("There are no images to look at. Choose a run with test images.")
    return {layer: _ranked(np.concatenate(found), most) for layer, found in peaks.items()}


def _ranked(strengths: NDArray[np.float32], most: int) -> Exciting:
    """From what each channel had at most on each image: [n, channels]."""
    first = np.argsort(-strengths, axis=0, kind="stable")[:most].T
    return Exciting(
        images=first.astype(np.int64),
        strengths=np.take_along_axis(strengths.T, first, axis=1),
        mean=strengths.mean(axis=0),
        looked_at=len(strengths),
    )


def _seen(net: nn.Module, images: Tensor, layers: Sequence[str | None]) -> dict[str | None, Tensor]:
    """What the layers hand on, float32, in one pass."""
    kept: dict[str | None, Tensor] = {}
    mine = get_ident()

    def keeper(layer: str) -> Callable[[nn.Module, object, Tensor], None]:
        def keep(_module: nn.Module, _inputs: object, out: Tensor) -> None:
            if get_ident() == mine:  # else somebody asks the same net at the same time
                kept[layer] = out.float().clone()  # what follows may work in place

        return keep

    hooks = [
        net.get_submodule(layer).register_forward_hook(keeper(layer))
        for layer in layers
        if layer is not None
    ]
    try:
        output = net(images)
    finally:
        for hook in hooks:
            hook.remove()
    return {layer: output.float() if layer is None else kept[layer] for layer in layers}


def _peaks(values: Tensor) -> NDArray[np.float32]:
    return (values.amax((2, 3)) if values.ndim == 4 else values.flatten(1)).cpu().numpy()
