"""Some of many rows, drawn where all would take too long."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def sampled(rows: int | NDArray[np.int64], most: int, *, seed: int) -> NDArray[np.int64]:
    """At most `most` of `rows` (a number stands for 0 to one less), ascending: int64 [m]."""
    every = np.arange(rows) if isinstance(rows, int) else rows
    if len(every) <= most:
        return every
    return np.sort(np.random.default_rng(seed).choice(every, most, replace=False))
