"""Zoom by a random factor in each direction, the edge repeated: Keras' `zoom_range`."""

from __future__ import annotations

import torch
from torch import Tensor

from core.data.transforms._affine import between, mapped


def zoomed(images: Tensor, generator: torch.Generator, *, reach: float) -> Tensor:
    """Each of float32 [n, c, h, w] sampled `1 - reach` to `1 + reach` times as wide and as high.

    Below 1 it comes nearer, above 1 it goes further away, as in ImageDataGenerator.
    """
    count = len(images)
    rows = torch.zeros(count, 2, 3)
    rows[:, 0, 0] = between(1 - reach, 1 + reach, count, generator)
    rows[:, 1, 1] = between(1 - reach, 1 + reach, count, generator)
    return mapped(images, rows)
