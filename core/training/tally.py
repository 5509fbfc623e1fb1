"""Loss and accuracy of training batches, added up where the net computes."""

from __future__ import annotations

import math

import torch
from torch import Tensor


class Tally:
    """Sums since the last reading, without a transfer a step."""

    def __init__(self, device: str) -> None:
        self.sums = torch.zeros(3, dtype=torch.float64, device=device)  # loss, right, seen

    def count(self, loss: Tensor, right: Tensor, seen: int) -> None:
        """A batch of `seen`: its mean loss, and bool [seen] which were right."""
        self.sums[0] += loss.detach() * seen
        self.sums[1] += right.sum()
        self.sums[2] += seen

    def read(self) -> dict[str, float]:
        """Mean loss and accuracy since the last time; NaN where nothing was seen."""
        loss, right, seen = self.sums.tolist()
        self.sums.zero_()
        nothing = {"loss": math.nan, "accuracy": math.nan}
        return {"loss": loss / seen, "accuracy": right / seen} if seen else nothing
