"""Learning-rate schedules: the factor on the recipe's rate, a function of the place alone.

A schedule without state needs nothing saved to be resumed. Most follow the progress from 0 to 1;
"steps" counts epochs and "exponential" batches (`factor_at`).

Source of those two: report 002, section 3
"""

from __future__ import annotations

import math
from collections.abc import Callable

from core.errors import UnknownName
from core.recipes.sections import SCHEDULES as NAMES

WARM_UP = 0.05  # share of the run in which the rate climbs


def constant(progress: float) -> float:
    """The same rate throughout."""
    del progress
    return 1.0


def cosine(progress: float) -> float:
    """Half a cosine from the full rate to zero (Loshchilov and Hutter, SGDR, 2017)."""
    return 0.5 * (1 + math.cos(math.pi * progress))


def warm_cosine(progress: float) -> float:
    """A climb over the first twentieth, then the half cosine."""
    if progress < WARM_UP:
        return (progress + 1e-3) / (WARM_UP + 1e-3)
    return cosine((progress - WARM_UP) / (1 - WARM_UP))


SCHEDULES: dict[str, Callable[[float], float]] = {
    "constant": constant,
    "cosine": cosine,
    "warm-cosine": warm_cosine,
}


def factor(schedule: str, progress: float) -> float:
    """The factor at `progress` (0 to 1); raises UnknownName."""
    if schedule not in SCHEDULES:
        raise UnknownName("learning-rate schedule", schedule, SCHEDULES)
    return SCHEDULES[schedule](progress)


def steps(epoch: float, *, gamma: float, every: float) -> float:
    """Times `gamma` after every so many epochs."""
    return float(gamma ** math.floor(epoch / every + 1e-9))


def exponential(step: int, *, gamma: float) -> float:
    """Times `gamma` after every batch."""
    return float(gamma**step)


def factor_at(
    schedule: str, *, step: int, total: int, per_epoch: int, gamma: float, every: float
) -> float:
    """The factor before batch `step` (0 to `total` - 1); raises UnknownName."""
    if schedule == "steps":
        return steps(step / per_epoch, gamma=gamma, every=every)
    if schedule == "exponential":
        return exponential(step, gamma=gamma)
    if schedule not in SCHEDULES:
        raise UnknownName("learning-rate schedule", schedule, NAMES)
    return factor(schedule, step / total)
