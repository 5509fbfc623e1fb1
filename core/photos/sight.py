"""What a net sees on photos: its embedding, maps from its middle, and the region that counted."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.data.sizes import Frame, Image8, squeezed
from core.evaluation.grad_cam import Watched, watch
from core.photos.familiar import LAYERS
from core.training.images import Pixels

LAST = "head"
"""The maps that Grad-CAM reads."""
BLOCK = 32
_seeing = threading.Lock()  # how many threads torch takes is one setting for the process


@dataclass(frozen=True, eq=False)
class Sight:
    """Of n photos."""

    points: NDArray[np.float32]
    """The embedding: [n, d]."""
    layers: dict[str, NDArray[np.float32]]
    """Maps averaged over their places: [n, channels] each."""
    watched: list[Watched] = field(default_factory=list)

    def region(self, direction: NDArray[np.floating]) -> NDArray[np.float32]:
        """Where the first photo spoke for a class, whose direction is given [d]: [h, w], 0 to 1."""
        towards = torch.from_numpy(np.asarray(direction, np.float32))
        with _seeing:
            heat = self.watched[0].heat(lambda points: points @ towards)
        result: NDArray[np.float32] = heat[0]
        return result


def see(
    net: nn.Module, card: dict[str, Any], photos: Sequence[Image8], *, reasons: bool = True
) -> Sight:
    """Run the net over photos uint8 [h, w, 3] of any size, one thread at a time.

    One thread is best for one image: on busy cores several wait for each other. With `reasons`
    Grad-CAM can be asked afterwards.
    """
    pixels = Pixels.of_card(card)
    frame = Frame(*pixels.shape[1:], colour=True)
    maps: dict[str, list[Tensor]] = {name: [] for name in LAYERS}
    hooks = [
        net.get_submodule(path).register_forward_hook(_keeper(maps[name]))
        for name, path in LAYERS.items()
    ]
    watched, points = [], []
    with _seeing:
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            for start in range(0, len(photos), BLOCK):
                batch = np.stack(
                    [squeezed(photo, frame) for photo in photos[start : start + BLOCK]]
                )
                seen = watch(net, pixels.prepare(batch, device="cpu"), layer=LAST)
                points.append(seen.output.numpy())
                watched += [seen] if reasons else []
        finally:
            torch.set_num_threads(threads)
            for hook in hooks:
                hook.remove()
    layers = {name: torch.cat(kept).numpy() for name, kept in maps.items()}
    return Sight(np.concatenate(points), layers, watched)


def _keeper(kept: list[Tensor]) -> Any:
    def keep(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        kept.append(output.detach().mean((2, 3)).float())

    return keep
