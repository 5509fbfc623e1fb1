"""Each image of a batch seen through its own affine map; the edge is repeated outside."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def mapped(images: Tensor, rows: Tensor) -> Tensor:
    """Sample float32 [n, c, h, w] bilinearly.

    `rows` [n, 2, 3] takes a place of the result to its place in the image, both from -1 to 1.
    """
    grid = F.affine_grid(rows.to(images.device), list(images.shape), align_corners=False)
    seen = F.grid_sample(images, grid, padding_mode="border", align_corners=False)
    return seen.contiguous(memory_format=torch.channels_last)


def between(low: float, high: float, count: int, generator: torch.Generator) -> Tensor:
    """Uniform draws, float32 [count]."""
    return low + (high - low) * torch.rand(count, generator=generator)
