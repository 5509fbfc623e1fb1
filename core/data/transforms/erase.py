"""A random rectangle of half of the images blanked, so that no single detail decides.

Source: Zhong et al., Random Erasing Data Augmentation, AAAI 2020, https://arxiv.org/abs/1708.04896
"""

from __future__ import annotations

import torch
from torch import Tensor

SHARE = 0.5
SMALLEST, LARGEST = 0.15, 0.45  # of the image's height and width


def apply(images: Tensor, generator: torch.Generator) -> Tensor:
    """Blank a rectangle of float32 [n, c, h, w] with each image's own mean."""
    count, _, height, width = images.shape
    chosen = torch.rand(count, generator=generator) < SHARE
    rows = _stretch(height, count, generator)
    columns = _stretch(width, count, generator)
    hole = (rows[:, :, None] & columns[:, None, :] & chosen[:, None, None])[:, None]
    return torch.where(hole.to(images.device), images.mean((1, 2, 3), keepdim=True), images)


def _stretch(size: int, count: int, generator: torch.Generator) -> Tensor:
    """For each image a stretch of an axis: bool [count, size]."""
    length = size * (SMALLEST + (LARGEST - SMALLEST) * torch.rand(count, generator=generator))
    start = torch.rand(count, generator=generator) * (size - length)
    place = torch.arange(size)[None, :]
    return (place >= start[:, None]) & (place < (start + length)[:, None])
