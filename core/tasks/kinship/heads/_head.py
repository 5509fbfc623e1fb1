"""What every pair model is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.tasks.kinship.people import People
from core.training.modes import evaluating


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

    @property
    def at_once(self) -> int:
        """Pairs that are scored together."""
        ...

    def take(self, photos: NDArray[np.int64]) -> Tensor:
        """Of photos int64 [n]: float32 [n, ...]."""
        ...


@dataclass(frozen=True)
class VectorInputs:
    """Vectors that an encoder made beforehand: float32 [photos, d]."""

    vectors: NDArray[np.float32]
    at_once: int = 8192

    def take(self, photos: NDArray[np.int64]) -> Tensor:
        """Rows."""
        return torch.from_numpy(self.vectors[photos])


def device_of(head: nn.Module) -> torch.device:
    """Where a pair model computes."""
    return next(head.parameters()).device


@torch.inference_mode()
def score(head: PairHead, inputs: Inputs, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """Logits float64 [n] of pairs of photos int64 [n, 2], in both orders averaged."""
    device, parts = device_of(head), [torch.empty(0)]
    with evaluating(head):
        for at in range(0, len(pairs), inputs.at_once):
            first, second = (
                inputs.take(pairs[at : at + inputs.at_once, side]).to(device) for side in (0, 1)
            )
            parts.append(head.both(first, second).cpu())
    return torch.cat(parts).double().numpy()
