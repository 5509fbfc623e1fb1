"""Each image turned a little and cut: a random part of it, from a third to all, fills the frame.

Source: Szegedy et al., Going Deeper with Convolutions, CVPR 2015, section 6 (random crops).
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

LEAST = 0.35  # of the image's area
ASPECT = 0.25  # natural logarithm of the widest, or narrowest, part's aspect
TURN = 0.17  # radians


def apply(images: Tensor, generator: torch.Generator) -> Tensor:
    """Another part of each of float32 [n, c, h, w]; what lies outside is mirrored in."""
    count = len(images)

    def draw(low: float, high: float) -> Tensor:
        return torch.empty(count).uniform_(low, high, generator=generator)

    edge, aspect = draw(LEAST, 1).sqrt(), draw(-ASPECT, ASPECT).exp()
    wide, high = (edge * aspect).clamp(max=1), (edge / aspect).clamp(max=1)
    right, down = draw(-1, 1) * (1 - wide), draw(-1, 1) * (1 - high)
    turn = draw(-TURN, TURN)
    rows = (
        torch.stack([wide * turn.cos(), -high * turn.sin(), right], 1),
        torch.stack([wide * turn.sin(), high * turn.cos(), down], 1),
    )
    part = torch.stack(rows, 1).to(images.device)
    grid = F.affine_grid(part, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, padding_mode="reflection", align_corners=False)
