"""Each image moved by up to two pixels each way, the edge repeated."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import pad

PIXELS = 2


def apply(images: Tensor, generator: torch.Generator) -> Tensor:
    """Move each of float32 [n, c, h, w] on its own."""
    count, _, height, width = images.shape
    wide = pad(images, (PIXELS,) * 4, mode="replicate")
    offsets = torch.randint(0, 2 * PIXELS + 1, (2, count), generator=generator).to(images.device)
    rows = offsets[0][:, None] + torch.arange(height, device=images.device)
    columns = offsets[1][:, None] + torch.arange(width, device=images.device)
    which = torch.arange(count, device=images.device)[:, None, None]
    return wide[which, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
