"""What the errors of pairs might have been with other groups: people, families, classes.

A draw takes groups with replacement; a pair counts as often as its group was drawn, a pair of two
groups as the product. Pairs of the same two groups whose scores are of one level count together, so
a million pairs are drawn by one sparse product.

Source: Owen (2007), The pigeonhole bootstrap, Annals of Applied Statistics 1, for pairs of two
clusters; Field and Welsh (2007), Bootstrapping clustered data, JRSS B 69.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.cancellation import steps
from core.metrics.bootstrap import DRAWS
from core.verification.pairs import Pairs

LEVELS = 1024
"""Up to twice as many levels of the score are told apart, closest where different things score
highest."""
WORK, FEWEST = 100_000_000, 100
"""Products in all; more pairs are drawn less often, but so often at least."""
CELLS = 8_000_000
"""Weights held at a time."""


@dataclass(frozen=True)
class Resampled:
    """Of each draw: NaN where it has no pairs of one sort."""

    auc: NDArray[np.float64]
    """float64 [draws]"""
    eer: NDArray[np.float64]
    """float64 [draws]"""
    tar: NDArray[np.float64]
    """float64 [draws, f]: the true accept rate at each of f false accept rates"""


def resampled(
    scores: NDArray[np.floating], pairs: Pairs, fars: Sequence[float], *, seed: int
) -> Resampled:
    """Draw the groups of n pairs again and again: scores finite [n], pairs of both sorts."""
    edges = _edges(scores, pairs.same)
    level = np.searchsorted(edges, scores, side="right")
    groups, place = pairs.numbered_groups()
    low, high = place.min(axis=1), place.max(axis=1)
    cells, cell = np.unique(low * groups + high, return_inverse=True)
    shape = (len(edges) + 1, len(cells))
    yes = _counted(level[pairs.same], cell[pairs.same], shape)
    no = _counted(level[~pairs.same], cell[~pairs.same], shape)
    draws = int(np.clip(WORK // (yes.nnz + no.nnz), FEWEST, DRAWS))
    random, parts = np.random.default_rng((seed, 18)), []
    first, second = np.divmod(cells, groups)
    step = max(1, CELLS // len(cells))
    for start in steps(draws, step):
        size = min(step, draws - start)
        drawn = random.multinomial(groups, np.full(groups, 1 / groups), size=size)
        times = np.ascontiguousarray(drawn.T, np.float32)  # exact: no count reaches 2 ** 24
        column = times[first]
        column *= np.where((first == second)[:, None], np.float32(1), times[second])
        parts.append(_figures((yes @ column).T, (no @ column).T, fars))
    return Resampled(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def _edges(scores: NDArray[np.floating], same: NDArray[np.bool_]) -> NDArray[np.floating]:
    """Where one level of the score ends and the next begins, ascending."""
    distinct = np.unique(scores)
    if len(distinct) <= 2 * LEVELS:
        return distinct
    ordered, high = np.sort(scores), np.sort(scores[~same])[::-1]
    even = np.linspace(0, len(ordered) - 1, LEVELS).round().astype(np.int64)
    tail = np.geomspace(1, len(high), LEVELS).round().astype(np.int64) - 1
    return np.unique(np.concatenate([ordered[even], high[tail]]))


def _counted(level: NDArray[Any], cell: NDArray[Any], shape: tuple[int, int]) -> Any:
    from scipy.sparse import coo_array

    ones = np.ones(len(level), np.float32)
    return coo_array((ones, (level, cell)), shape=shape).tocsr()


def _figures(
    yes: NDArray[np.float32], no: NDArray[np.float32], fars: Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """AUC, EER [draws] and TAR [draws, f] of weights of levels [draws, l], ascending."""
    start = np.zeros((len(yes), 1))
    with np.errstate(invalid="ignore"):
        true, false = (
            np.hstack([start, np.cumsum(each[:, ::-1], axis=1, dtype=np.float64)])
            / each.sum(axis=1, keepdims=True, dtype=np.float64)
            for each in (yes, no)
        )
    area = (np.diff(false, axis=1) * (true[:, 1:] + true[:, :-1])).sum(axis=1) / 2
    rejected = 1 - true
    nearest = np.argmin(np.nan_to_num(np.abs(false - rejected), nan=2.0), axis=1)[:, None]
    equal = (np.take_along_axis(false, nearest, 1) + np.take_along_axis(rejected, nearest, 1)) / 2
    within = [(false <= far + 1e-12).sum(axis=1, keepdims=True) - 1 for far in fars]
    rates = [np.take_along_axis(true, np.maximum(last, 0), 1) for last in within]
    return area, equal[:, 0], np.hstack(rates) if rates else np.zeros((len(yes), 0))
