"""Other light: each image brighter or darker, flatter or harder, paler or more colourful.

Source: Howard, Some Improvements on Deep CNN Based Image Classification, 2013,
https://arxiv.org/abs/1312.5402
"""

from __future__ import annotations

import torch
from torch import Tensor

BRIGHTER = 0.2  # in deviations of the training images
CONTRAST = 0.3
COLOUR = 0.5


def apply(images: Tensor, generator: torch.Generator) -> Tensor:
    """Change float32 [n, c, h, w], standardised, image by image."""

    def draw(reach: float) -> Tensor:
        shape = (len(images), 1, 1, 1)
        return torch.empty(shape).uniform_(-reach, reach, generator=generator).to(images.device)

    gray = images.mean(1, keepdim=True)
    coloured = gray + (images - gray) * (1 + draw(COLOUR))
    middle = coloured.mean((1, 2, 3), keepdim=True)
    return middle + (coloured - middle) * (1 + draw(CONTRAST)) + draw(BRIGHTER)
