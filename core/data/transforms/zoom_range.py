"""Each image nearer or further away, width and height on their own, the edge repeated.

Source: report 004, section 2.2; Keras' ImageDataGenerator(zoom_range=0.2)
"""

from __future__ import annotations

import torch
from torch import Tensor

from core.data.transforms._affine import between, mapped

SETTINGS = ("zoom_range",)


def apply(images: Tensor, generator: torch.Generator, *, zoom_range: float = 0.2) -> Tensor:
    """Each of float32 [n, c, h, w] sampled `1 - zoom_range` to `1 + zoom_range` times as wide and
    as high: below 1 it comes nearer, above 1 it goes further away.
    """
    count = len(images)
    rows = torch.zeros(count, 2, 3)
    rows[:, 0, 0] = between(1 - zoom_range, 1 + zoom_range, count, generator)
    rows[:, 1, 1] = between(1 - zoom_range, 1 + zoom_range, count, generator)
    return mapped(images, rows)
