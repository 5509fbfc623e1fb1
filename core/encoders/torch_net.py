"""Nets of PyTorch as encoders: put on the device, run without gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import BadEncoder

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor, nn

MOST_FEATURES = 4096
"""Of our nets, a feature map of more values is averaged over its places, others are flattened."""
LAST = ("fc", "classifier", "heads", "head")
"""What torchvision calls the part that ends in the scores of classes."""


def runner(
    net: nn.Module, *, flat: bool = False
) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    """float32 [n, c, h, w] to what the net puts out, float32 [n, ...], as numpy arrays; `flat`
    makes vectors of maps, as `flattened` does.
    """
    import torch

    from core.training.device import place

    device = place("fp32").device
    moved = net.eval().to(device)
    moved = moved.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    @torch.inference_mode()
    def run(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        given = torch.from_numpy(pixels).to(device)
        out = moved(given.to(memory_format=torch.channels_last))
        if not isinstance(out, torch.Tensor):
            raise BadEncoder(
                f"The net puts out {_told(out)}, not a vector. Save one that gives its features."
            )
        result: NDArray[np.float32] = (flattened(out) if flat else out).float().cpu().numpy()
        return result

    return run


def flattened(features: Tensor) -> Tensor:
    """[n, ...] to [n, d]: large maps are averaged over their places."""
    large = features[0].numel() > MOST_FEATURES and features.ndim == 4
    return features.mean((2, 3)) if large else features.flatten(1)


def at_layer(net: nn.Module, path: str | None) -> nn.Module:
    """The net, read at the module `path`; None is its own output."""
    if path is None:
        return net
    module = net.get_submodule(path)
    from torch import Tensor, nn

    class AtLayer(nn.Module):
        """Puts out what one of the net's modules does."""

        def __init__(self) -> None:
            super().__init__()
            self.net, self.seen = net, list[Tensor]()
            module.register_forward_hook(self.keep)

        def keep(self, _module: nn.Module, _given: object, out: Tensor) -> None:
            self.seen.append(out.clone())  # what follows may work in place

        def forward(self, images: Tensor) -> Tensor:
            self.net(images)
            return self.seen.pop()

    return AtLayer()


def without_scores(net: nn.Module, name: str) -> None:
    """Take the last layer of a classifier away, so that it puts out what that reads.

    Raises BadEncoder where no such layer is found.
    """
    from torch import nn

    for part in LAST:
        found = getattr(net, part, None)
        linear = [path for path, m in _named(found) if isinstance(m, nn.Linear)]
        if linear and found is not None:
            path = f"{part}.{linear[-1]}".rstrip(".")
            parent, _, leaf = path.rpartition(".")
            setattr(net.get_submodule(parent), leaf, nn.Identity())
            return
    raise BadEncoder(
        f"{name} does not end in a layer over its features, so they cannot be read. Choose another "
        "net, such as resnet50 or convnext_tiny."
    )


def _named(module: object) -> list[tuple[str, nn.Module]]:
    from torch import nn

    return list(module.named_modules()) if isinstance(module, nn.Module) else []


def _told(out: object) -> str:
    if isinstance(out, dict):
        return f"a table with {', '.join(map(str, list(out)[:5]))}"
    if isinstance(out, list | tuple):
        return f"{len(out)} arrays"
    return f"a {type(out).__name__}"
