"""What a classifier says of images: its scores, and the features it says it from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.cancellation import steps
from core.training.modes import evaluating
from core.training.pixels import Pixels

PIXELS = 1024 * 32 * 32
"""Pixels that go through the net at once."""


@dataclass(frozen=True)
class Outputs:
    """Scores before the softmax, float32 [n, classes], and features, float32 [n, f]."""

    scores: NDArray[np.float32]
    features: NDArray[np.float32]

    @property
    def probabilities(self) -> NDArray[np.float32]:
        """The softmax of the scores, float32 [n, classes]."""
        raised = np.exp(self.scores - self.scores.max(1, keepdims=True))
        result: NDArray[np.float32] = raised / raised.sum(1, keepdims=True)
        return result


def batches_of(images: NDArray[np.uint8], *, pixels: Pixels, device: str) -> Iterator[Tensor]:
    """uint8 [n, h, w] or [n, h, w, 3] as the net takes them, as many at once as memory allows."""
    step = max(1, PIXELS // (pixels.shape[1] * pixels.shape[2]))
    for start in steps(len(images), step):
        yield pixels.prepare(images[start : start + step], device=device)


@torch.inference_mode()
def outputs(net: nn.Module, batches: Iterable[Tensor], *, features: nn.Module | None) -> Outputs:
    """Scores of `net`, and what its module `features` hands on; leaves the net's mode as it was."""
    seen: list[Tensor] = []
    hook = features and features.register_forward_hook(
        lambda _module, _inputs, out: seen.append(out.clone())  # what follows may work in place
    )
    scores, kept = list[NDArray[np.float32]](), list[NDArray[np.float32]]()
    try:
        with evaluating(net):
            for batch in batches:
                said = net(batch).float()
                scores.append(said.cpu().numpy())
                kept.append((seen.pop() if seen else said).flatten(1).float().cpu().numpy())
    finally:
        if hook:
            hook.remove()
    return Outputs(np.concatenate(scores), np.concatenate(kept))
