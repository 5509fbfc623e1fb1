"""Over-fitting: the validation loss rises while the training loss falls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RISEN = 0.02
"""By how much of the lowest the validation loss must have risen to count as rising."""
JUMPS = 2.0
"""And by how many of its usual jumps from look to look."""


@dataclass(frozen=True)
class Overfitting:
    """From which epoch on the validation loss rises while the training loss falls, from and to."""

    epoch: float
    lowest: float
    last: float


def overfitting(history: dict[str, NDArray[np.float64]]) -> Overfitting | None:
    """Whether a run over-fits; None where it does not, or was never validated.

    The lowest validation loss lies before the end, the last ones (the mean of up to three) lie more
    than 2 % above it, and the training loss has fallen in between. One lucky look is no start of a
    rise: the last three must lie as far above the median of the lowest and its two neighbours. Nor
    is a loss that jumps up and down: the rise must be twice as large as what a look usually differs
    from the mean of its neighbours.
    """
    looked = ~np.isnan(history["validation_loss"]) & (history["step"] > 0)
    trained = ~np.isnan(history["loss"])
    if looked.sum() < 3 or trained.sum() < 2:
        return None
    epochs, losses = history["epoch"][looked], history["validation_loss"][looked]
    at = int(np.nanargmin(losses))
    last = float(losses[at + 1 :][-3:].mean()) if at + 1 < len(losses) else float("nan")
    around = float(np.median(losses[max(0, at - 1) : at + 2]))
    if not (last > losses[at] * (1 + RISEN) and losses[-3:].mean() > around * (1 + RISEN)):
        return None
    if last - losses[at] < JUMPS * _jump(losses[min(len(losses) // 2, max(0, at - 1)) :]):
        return None
    before = history["epoch"][trained] <= epochs[at]
    own = history["loss"][trained]
    if not before.any() or not own[-1] < own[before][-1]:
        return None
    return Overfitting(float(epochs[at]), float(losses[at]), last)


def _jump(losses: NDArray[np.float64]) -> float:
    """How far a loss [n] usually lies from the mean of its two neighbours; 0 for fewer than 3."""
    if len(losses) < 3:
        return 0.0
    return float(np.median(np.abs(losses[1:-1] - (losses[:-2] + losses[2:]) / 2)))
