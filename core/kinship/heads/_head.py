"""What every pair model is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.kinship.people import People

FEW = 8192
"""Pairs that are scored together."""


@dataclass(frozen=True)
class Shown:
    """The people that a pair model may learn from before its first step."""

    people: People
    vectors: NDArray[np.float32]
    """Of every photo of `people`: [photos, d]."""
    members: NDArray[np.bool_]
    """Which people may be seen: bool [people]."""
    weight: float = 1.0
    """Their share, where there are others."""

    @property
    def photos(self) -> NDArray[np.int64]:
        """The photos of members, ascending."""
        return np.flatnonzero(self.members[self.people.person_of]).astype(np.int64)


class PairHead(nn.Module):
    """Maps two vectors, float32 [n, d] each, to logits [n]; subclasses implement `forward`."""

    def fit(self, shown: Sequence[Shown]) -> None:
        """Learn in one go what needs no steps; the first is the data set it will be asked about."""

    def penalty(self) -> Tensor | float:
        """What is added to the loss."""
        return 0.0

    def both(self, first: Tensor, second: Tensor) -> Tensor:
        """The mean logit [n] of both orders: who comes first must not matter."""
        logits: Tensor = (self(first, second) + self(second, first)) / 2
        return logits


class Inputs(Protocol):
    """What a pair model is given of each photo."""

    def take(self, photos: NDArray[np.int64]) -> Tensor:
        """Of photos int64 [n]: float32 [n, ...]."""
        ...


@dataclass(frozen=True)
class VectorInputs:
    """Vectors that an encoder made beforehand: float32 [photos, d]."""

    vectors: NDArray[np.float32]

    def take(self, photos: NDArray[np.int64]) -> Tensor:
        """Rows."""
        return torch.from_numpy(self.vectors[photos])


@torch.inference_mode()
def score(
    head: PairHead, inputs: Inputs, pairs: NDArray[np.int64], *, at_once: int = FEW
) -> NDArray[np.float64]:
    """Logits float64 [n] of pairs of photos int64 [n, 2], in both orders averaged."""
    training = head.training
    head.eval()
    parts = [
        head.both(inputs.take(block[:, 0]), inputs.take(block[:, 1]))
        for block in (pairs[at : at + at_once] for at in range(0, len(pairs), at_once))
    ]
    head.train(training)
    return torch.cat([*parts, torch.empty(0)]).double().numpy()
