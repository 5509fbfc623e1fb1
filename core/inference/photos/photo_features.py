"""What nets see on photos: an embedding, the region that counted, and features of ImageNet's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.data.sizes import Frame, Image8, squeezed
from core.encoders import USUAL, Encoder, load
from core.inference.grad_cam import Watched, watch
from core.runs.card import RunCard
from core.training.pixels import Pixels

LAST = "head"
"""The maps that Grad-CAM reads."""
BLOCK = 32


@dataclass(frozen=True)
class PhotoFeatures:
    """Of n photos."""

    points: NDArray[np.float32]
    """The embedding: [n, d]."""
    watched: list[Watched] = field(default_factory=list)

    def region(self, direction: NDArray[np.floating]) -> NDArray[np.float32]:
        """Where the first photo spoke for a class, whose direction is given [d]: [h, w], 0 to 1."""
        towards = torch.from_numpy(np.asarray(direction, np.float32))
        result: NDArray[np.float32] = self.watched[0].heat(lambda points: points @ towards)[0]
        return result


def see(
    net: nn.Module, card: RunCard, photos: Sequence[Image8], *, reasons: bool = True
) -> PhotoFeatures:
    """Run the net over photos uint8 [h, w, 3] of any size.

    With `reasons` Grad-CAM can be asked afterwards.
    """
    pixels = Pixels.of_card(card)
    watched, points = [], []
    for batch in _batches(photos, pixels):
        seen = watch(net, pixels.prepare(batch, device="cpu"), layer=LAST)
        points.append(seen.output.numpy())
        watched += [seen] if reasons else []
    return PhotoFeatures(np.concatenate(points), watched)


def general_features(photos: Sequence[Image8]) -> NDArray[np.float32]:
    """What a net that was trained on nothing but ImageNet sees: float32 [n, 1280].

    Raises DataMissing without its weights.
    """
    return _general().encode(photos)


@lru_cache(maxsize=1)
def _general() -> Encoder:
    return load(USUAL)


def _batches(photos: Sequence[Image8], pixels: Pixels) -> Iterator[NDArray[np.uint8]]:
    frame = Frame(*pixels.shape[1:], colour=True)
    for start in range(0, len(photos), BLOCK):
        yield np.stack([squeezed(photo, frame) for photo in photos[start : start + BLOCK]])
