"""Whether a map that explains a prediction can be believed: figures of maps and of curves alone.

An explanation must depend on what the net learned: with randomised weights its map must become
another (rank correlation near 0). And it must say what the answer rests on: as the places it calls
important go, the class's probability must fall sooner than when places go at random (deletion), and
as they come, rise sooner (insertion).

Source: Adebayo et al. (2018), Sanity checks for saliency maps; Petsiuk, Das and Saenko (2018),
RISE: randomized input sampling for explanation of black-box models
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Map = NDArray[np.floating]


def rank_correlation(first: Map, second: Map) -> float | None:
    """Spearman's, of two maps of one shape, place by place: 1 the same order, 0 none in common.

    None where the first says nothing (all its places are equal); a second that says nothing has
    nothing in common with it: 0.
    """
    from scipy.stats import rankdata

    ranks = [rankdata(each.ravel()) for each in (first, second)]
    one, other = (each - each.mean() for each in ranks)
    if not one.any():
        return None
    if not other.any():
        return 0.0
    return float((one @ other) / np.sqrt((one @ one) * (other @ other)))


def cells(heat: Map, side: int) -> NDArray[np.float64]:
    """A map [h, w] as the means of side x side equal parts, float64 [side, side]; a coarser map is
    enlarged to them.
    """
    rows, columns = (_parts(length, side) for length in heat.shape)
    result: NDArray[np.float64] = rows @ heat.astype(np.float64) @ columns.T
    return result


def order(heat: Map, *, seed: int = 0) -> NDArray[np.int64]:
    """The places of a map, the most important first, int64 [h * w]; equal ones by chance."""
    by_chance = np.random.default_rng(seed).permutation(heat.size)
    return by_chance[np.argsort(-heat.ravel()[by_chance], kind="stable")]


def area(curve: NDArray[np.floating]) -> float:
    """Under a curve over equal steps from 0 to 1: its mean by trapezia."""
    values = np.asarray(curve, np.float64)
    return float((values[:-1] + values[1:]).mean() / 2)


def _parts(length: int, side: int) -> NDArray[np.float64]:
    """Weights [side, length]: how much of each of `length` places lies in each of `side` parts."""
    ends = np.linspace(0, length, side + 1)
    places = np.arange(length)
    overlap = np.minimum(ends[1:, None], places + 1) - np.maximum(ends[:-1, None], places)
    held = np.maximum(overlap, 0)
    result: NDArray[np.float64] = held / held.sum(axis=1, keepdims=True)
    return result
