"""Half of the images, mirrored left to right."""

from __future__ import annotations

import torch
from torch import Tensor


def apply(images: Tensor, generator: torch.Generator) -> Tensor:
    """Mirror each of float32 [n, c, h, w] with probability one half."""
    turned = torch.rand(len(images), generator=generator) < 0.5
    return torch.where(turned[:, None, None, None].to(images.device), images.flip(3), images)
