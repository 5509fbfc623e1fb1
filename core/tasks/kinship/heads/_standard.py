"""Vectors made comparable: each number centred and scaled, each encoder's block of length 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.tasks.kinship.heads._head import Shown

TINY = 1e-6


class Standard(nn.Module):
    """Float32 [n, d] to the same, of unit length a block; means and scales from training faces."""

    mean: Tensor
    scale: Tensor

    def __init__(self, blocks: Sequence[int], *, exponent: float = 1.0) -> None:
        super().__init__()
        self.blocks, self.exponent = tuple(blocks), exponent
        self.register_buffer("mean", torch.zeros(sum(blocks)))
        self.register_buffer("scale", torch.ones(sum(blocks)))

    def learn(self, shown: Shown) -> None:
        """Take means and scales from the photos that may be seen."""
        seen = self._bent(torch.from_numpy(shown.vectors[shown.photos]))
        self.mean.copy_(seen.mean(0))
        self.scale.copy_(seen.std(0) + TINY)

    def forward(self, vectors: Tensor) -> Tensor:
        """Centred, scaled and of unit length."""
        parts = ((self._bent(vectors) - self.mean) / self.scale).split(self.blocks, dim=1)
        return torch.cat([nn.functional.normalize(part, dim=1) for part in parts], dim=1)

    def numpy(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """The same for an array."""
        with torch.inference_mode():
            made: NDArray[np.float32] = self(torch.from_numpy(vectors)).numpy()
        return made

    def _bent(self, vectors: Tensor) -> Tensor:
        if self.exponent == 1:
            return vectors
        return vectors.sign() * vectors.abs() ** self.exponent
