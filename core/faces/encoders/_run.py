"""Run a net of PyTorch on crops."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.data.image_set import Pixels

if TYPE_CHECKING:
    from torch import nn

Vectors: TypeAlias = NDArray[np.float32]
Encode: TypeAlias = Callable[[Pixels], Vectors]
"""Crops uint8 [n, edge, edge, 3], RGB, n > 0, to vectors float32 [n, d]."""


def of_torch(net: nn.Module, *, normalised: bool) -> Encode:
    """Encode by a net that takes float32 [n, 3, edge, edge], 0 to 255; on a GPU where there is one.

    `normalised` brings the vectors to length 1.
    """
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    net = net.eval().to(device)
    net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def encode(crops: Pixels) -> Vectors:
        pixels = torch.from_numpy(np.array(crops)).to(device).permute(0, 3, 1, 2).float()
        with torch.inference_mode():
            vectors: Vectors = net(pixels).float().cpu().numpy()
        return to_length_one(vectors) if normalised else vectors

    return encode


def to_length_one(vectors: Vectors) -> Vectors:
    """Vectors [n, d] divided by their length; those of length 0 stay."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Vectors = vectors / np.maximum(length, np.float32(1e-12))
    return result
