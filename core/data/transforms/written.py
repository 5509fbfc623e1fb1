"""As if written again: each image turned, slanted, stretched and moved a little.

Source: Simard, Steinkraus and Platt, Best Practices for Convolutional Neural Networks Applied to
Visual Document Analysis, ICDAR 2003 (affine distortions)
"""

from __future__ import annotations

import torch
from torch import Tensor

from core.data.transforms._affine import between, mapped

TURN = 0.2  # radians
SLANT = 0.2
STRETCH = 0.12
MOVE = 0.14  # of half the image: two pixels of 28


def apply(images: Tensor, generator: torch.Generator) -> Tensor:
    """Distort each of float32 [n, c, h, w] on its own."""
    count = len(images)
    turn, slant = (between(-reach, reach, count, generator) for reach in (TURN, SLANT))
    wide, high = (between(1 - STRETCH, 1 + STRETCH, count, generator) for _ in range(2))
    across, down = (between(-MOVE, MOVE, count, generator) for _ in range(2))
    rows = (
        torch.stack([wide * turn.cos(), slant - turn.sin(), across], 1),
        torch.stack([turn.sin(), high * turn.cos(), down], 1),
    )
    return mapped(images, torch.stack(rows, 1))
