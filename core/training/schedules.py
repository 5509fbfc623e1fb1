"""Learning-rate schedules: the factor on the recipe's rate, a function of the progress alone.

A schedule without state needs nothing saved to be resumed.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from core.errors import UnknownName

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
