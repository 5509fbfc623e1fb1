"""Ours, by steps: dense layers on (a - b)^2, a^2 - b^2 and a * b of both vectors.

Source: SPEC 001 (the best public solutions of the competition).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from core.tasks.kinship.heads._dense import KERAS, Dense
from core.tasks.kinship.heads._head import PairHead, Shown
from core.tasks.kinship.heads._standard import Standard

OPTIONS = {"layers": (64,), "dropout": 0.3}


class Products(PairHead):
    """Dense layers on the three pair features; a^2 - b^2 makes the order matter: average both."""

    def __init__(self, blocks: tuple[int, ...], *, layers: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.standard = Standard(blocks)
        self.dense = Dense(3 * sum(blocks), layers=tuple(layers), dropout=dropout, start=KERAS)
        self.zoom = sum(blocks) ** 0.5

    def fit(self, shown: Sequence[Shown]) -> None:
        """Means and scales alone."""
        self.standard.learn(shown[0])

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        """The logits [n]."""
        a, b = self.zoom * self.standard(first), self.zoom * self.standard(second)
        logits: Tensor = self.dense(torch.cat([(a - b) ** 2, a**2 - b**2, a * b], dim=1))
        return logits


def build(*, blocks: tuple[int, ...], layers: Sequence[int], dropout: float) -> Products:
    """On standardised vectors."""
    return Products(blocks, layers=layers, dropout=dropout)
