"""A face net and a pair model on top of it, trained together, end to end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.data.image_set import Pixels
from core.nets._row_draws import rows_drawn
from core.tasks.kinship.heads._head import PairHead, Shown


class Siamese(PairHead):
    """Both faces go through one net: crops float32 [n, 3, edge, edge], 0 to 255, to logits [n].

    With `mirror` a face is seen in a mirror every other time in training, and both ways otherwise.
    """

    def __init__(self, net: nn.Module, head: PairHead, *, mirror: bool) -> None:
        super().__init__()
        self.net, self.head, self.mirror = net, head, mirror

    @property
    def body(self) -> nn.Module:
        """The face net."""
        return self.net

    def fit(self, shown: Sequence[Shown]) -> None:
        """The pair model, on the vectors of the net as it begins."""
        self.head.fit(shown)

    def penalty(self) -> Tensor | float:
        """The pair model's."""
        return self.head.penalty()

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        """The logits [n]."""
        logits: Tensor = self.head(self._vectors(first), self._vectors(second))
        return logits

    def both(self, first: Tensor, second: Tensor) -> Tensor:
        """The mean logit of both orders, each face encoded once."""
        return self.head.both(self._vectors(first), self._vectors(second))

    def _vectors(self, crops: Tensor) -> Tensor:
        if self.mirror and self.training:
            turned = rows_drawn(len(crops), device=crops.device) < 0.5
            crops = torch.where(turned[:, None, None, None], crops.flip(3), crops)
        vectors: Tensor = self.net(crops)
        if self.mirror and not self.training:
            vectors = (vectors + self.net(crops.flip(3))) / 2
        return vectors


@dataclass(frozen=True)
class CropInputs:
    """Faces in the encoder's frame: uint8 [photos, edge, edge, 3]."""

    crops: Pixels
    at_once: int = 32

    def take(self, photos: NDArray[np.int64]) -> Tensor:
        """Float32 [n, 3, edge, edge], 0 to 255."""
        return torch.from_numpy(self.crops[photos]).permute(0, 3, 1, 2).float()
