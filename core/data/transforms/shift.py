"""Each image moved by up to two pixels each way, the edge repeated."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import pad

PIXELS = 2


def apply(images: Tensor, generator: torch.Generator) -> Tensor:
    """Move each of float32 [n, c, h, w] on its own."""
    return moved(pad(images, (PIXELS,) * 4, mode="replicate"), PIXELS, generator)


def moved(wide: Tensor, pixels: int, generator: torch.Generator) -> Tensor:
    """A part of each of float32 [n, c, h + 2 pixels, w + 2 pixels], drawn: [n, c, h, w]."""
    count, height, width = len(wide), wide.shape[2] - 2 * pixels, wide.shape[3] - 2 * pixels
    offsets = torch.randint(0, 2 * pixels + 1, (2, count), generator=generator).to(wide.device)
    rows = offsets[0][:, None] + torch.arange(height, device=wide.device)
    columns = offsets[1][:, None] + torch.arange(width, device=wide.device)
    which = torch.arange(count, device=wide.device)[:, None, None]
    return wide[which, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
