"""The nearest of one point in the original space, exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK = 1 << 22
"""Numbers that are looked at at a time."""


def nearest(values: NDArray[np.float32], row: int, most: int) -> list[tuple[int, float]]:
    """(row, Euclidean distance) of the `most` nearest to a row of finite or other [n, d]."""
    away = np.empty(len(values), np.float32)
    each = max(1, BLOCK // values.shape[1])
    for start in range(0, len(values), each):
        apart = values[start : start + each] - values[row]
        away[start : start + each] = np.einsum("ij,ij->i", apart, apart)
    away[~np.isfinite(away)] = np.inf
    away[row] = np.inf
    near = np.argsort(away, kind="stable")[:most]
    return [(int(at), float(np.sqrt(away[at]))) for at in near if np.isfinite(away[at])]
