"""Holm's correction: of many tests, one in twenty would be below .05 by luck alone.

Source: Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of
Statistics 1979
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def holm(p: Sequence[float] | ArrayLike) -> NDArray[np.float64]:
    """p-values [m] raised so that all that stay below a level hold together at that level."""
    given = np.asarray(p, np.float64)
    order = np.argsort(given, kind="stable")
    steps = np.minimum(1.0, given[order] * (len(given) - np.arange(len(given))))
    raised = np.empty_like(given)
    raised[order] = np.maximum.accumulate(steps)
    return raised
