"""How far two spaces agree on who is near whom: the Jaccard index of each point's neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import EmbedscopeError

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Change:
    """A point's neighbours in two spaces: rows, the nearest first (`lost` by the first space)."""

    kept: Rows
    lost: Rows
    gained: Rows


def overlap(first: Rows, second: Rows) -> NDArray[np.float64]:
    """Of each point the Jaccard index of its neighbours: shared over all that are in either, [n].

    Args:
        first: int [n, k], rows without repetition, as `neighbours_within` gives them.
        second: as many of the same points in another space.

    Raises EmbedscopeError where the shapes differ.
    """
    if first.shape != second.shape or first.ndim != 2:
        raise EmbedscopeError(
            f"Neighbours of shapes {first.shape} and {second.shape} cannot be compared: ask both "
            "spaces for as many neighbours of the same points."
        )
    k = first.shape[1]
    both = np.sort(np.concatenate([first, second], axis=1), axis=1)
    shared = (both[:, 1:] == both[:, :-1]).sum(axis=1)
    result: NDArray[np.float64] = shared / np.maximum(2 * k - shared, 1)
    return result


def by_chance(n: int, k: int) -> float:
    """The overlap of neighbours that are drawn at random among n - 1 others, about."""
    shared = k * k / max(n - 1, 1)
    return shared / (2 * k - shared)


def changed(first: Rows, second: Rows) -> Change:
    """What became of one point's neighbours [k]."""
    kept = first[np.isin(first, second)]
    return Change(kept, first[~np.isin(first, second)], second[~np.isin(second, first)])
