"""Each image nearer or further away by up to 50 %, width and height on their own.

Source: report 004, section 2.2; Keras' ImageDataGenerator(zoom_range=0.5)
"""

from __future__ import annotations

import torch
from torch import Tensor

from core.data.transforms._zoom import zoomed


def apply(images: Tensor, generator: torch.Generator) -> Tensor:
    """Zoom each of float32 [n, c, h, w]."""
    return zoomed(images, generator, reach=0.5)
