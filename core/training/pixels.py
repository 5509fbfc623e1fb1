"""From a data set's pixels to what a net takes, and what that needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.errors import BadRecipe
from core.nets import entry, input_shape
from core.recipes.sections import FIRST, OVER, Normalise

if TYPE_CHECKING:
    from core.runs.card import RunCard

SAMPLE = 10_000  # images from which mean and deviation are taken


@dataclass(frozen=True)
class Pixels:
    """Mean and deviation per channel, of pixels from 0 to 1, and the net's input shape."""

    mean: tuple[float, ...]
    std: tuple[float, ...]
    shape: tuple[int, int, int]

    @classmethod
    def for_net(
        cls,
        name: str,
        images: NDArray[np.uint8],
        chosen: NDArray[np.int64],
        normalise: Normalise,
    ) -> Pixels:
        """What the net called `name` states itself, else as a recipe asks.

        `images` are the training split's, uint8 [n, h, w] or [n, h, w, 3]; those at `chosen` are
        trained on. Raises BadRecipe for images to measure over that there are not.
        """
        constants, shape = entry(name).constants, input_shape(name)
        if normalise.over not in OVER:
            raise BadRecipe(
                f"normalise.over must be one of {', '.join(OVER)}, not {normalise.over!r}."
            )
        if "MEAN" in constants:
            return cls(constants["MEAN"], constants["STD"], shape)
        if not normalise.enabled:
            channels = images.shape[3] if images.ndim == 4 else 1
            return cls((0.0,) * channels, (1.0,) * channels, shape)
        if normalise.over == FIRST:
            return cls.of(images, shape)
        return cls.measured(images[chosen], shape)

    @classmethod
    def measured(cls, images: NDArray[np.uint8], shape: tuple[int, int, int]) -> Pixels:
        """Mean and deviation per channel of all of uint8 [n, h, w] or [n, h, w, 3], exactly."""
        channels = images.reshape(-1, images.shape[3] if images.ndim == 4 else 1).T
        levels = np.arange(256) / 255
        shares = [np.bincount(channel, minlength=256) / channel.size for channel in channels]
        means = [float(share @ levels) for share in shares]
        spreads = [float(s @ (levels - m) ** 2) ** 0.5 for s, m in zip(shares, means, strict=True)]
        return cls(tuple(means), tuple(spread or 1.0 for spread in spreads), shape)

    @classmethod
    def of(cls, images: NDArray[np.uint8], shape: tuple[int, int, int]) -> Pixels:
        """Measured on the first images: uint8 [n, h, w] or [n, h, w, 3]."""
        sample = images[:SAMPLE].astype(np.float32) / 255
        axes = (0, 1, 2)
        mean, std = np.atleast_1d(sample.mean(axes)), np.atleast_1d(sample.std(axes))
        return cls(tuple(map(float, mean)), tuple(float(s) or 1.0 for s in std), shape)

    @classmethod
    def of_card(cls, card: RunCard) -> Pixels:
        """As the card of a finished run states it; raises RunBroken where it holds no net."""
        channels, height, width = card.image_net.input_shape
        return cls(card.data.mean, card.data.std, (channels, height, width))

    def prepare(self, images: NDArray[np.uint8], *, device: str) -> Tensor:
        """uint8 [n, h, w] or [n, h, w, 3] to standardised float32 [n, *shape], channels last.

        A gray picture may go to a net that expects colour, and the other way round.
        """
        batch = torch.from_numpy(np.ascontiguousarray(images)).to(device)
        batch = batch[:, None] if batch.ndim == 3 else batch.permute(0, 3, 1, 2)
        mean = torch.tensor(self.mean, device=device)[:, None, None]
        std = torch.tensor(self.std, device=device)[:, None, None]
        channels, height, width = self.shape
        result = _resized((batch.float() / 255 - mean) / std, height, width)
        if result.shape[1] == 1 and channels == 3:
            result = result.expand(-1, 3, -1, -1)
        elif result.shape[1] != channels:
            result = result.mean(1, keepdim=True)
        return result.contiguous(memory_format=torch.channels_last)


def shrunk(images: Tensor, side: int | None) -> Tensor:
    """float32 [n, c, h, w] to [n, c, side, side]; as they are where no side is asked for."""
    return images if side is None else _resized(images, side, side)


def _resized(images: Tensor, height: int, width: int) -> Tensor:
    if images.shape[2:] == (height, width):
        return images
    return torch.nn.functional.interpolate(
        images, (height, width), mode="bilinear", antialias=True, align_corners=False
    )
