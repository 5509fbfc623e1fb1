"""95 % bootstrap intervals: what the figure might have been with another sample of images.

Resampling n points with replacement is a multinomial draw over the distinct ones, so points that
count alike (right or wrong, the same votes) are drawn together and nothing is copied.

Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13 (percentile).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.cancellation import steps
from core.metrics.classification import areas_from_counts, macro_auc
from core.metrics.metric import Metric

DRAWS = 1000
FEW_VALUES = 64
"""Up to this many distinct values a draw is multinomial over them."""
CELLS = 4_000_000
"""Numbers held at a time."""


def measured_mean(
    values: NDArray[np.number] | NDArray[np.bool_], *, draws: int = DRAWS, seed: int = 0
) -> Metric:
    """The mean of `values` [n] with its interval; None three times where n is 0."""
    values = np.asarray(values, np.float64)
    if not len(values):
        return Metric(None, None, None, 0)
    rng = np.random.default_rng(seed)
    distinct, counts = np.unique(values, return_counts=True)
    if len(distinct) <= FEW_VALUES:
        picked = rng.multinomial(len(values), counts / len(values), size=draws)
        means = picked @ distinct / len(values)
    else:
        step = max(1, CELLS // len(values))
        sizes = [min(step, draws - start) for start in steps(draws, step)]
        chosen = (rng.integers(len(values), size=(size, len(values))) for size in sizes)
        means = np.concatenate([values[rows].mean(axis=1) for rows in chosen])
    return measured(float(values.mean()), means, len(values))


def measured_auc(
    shares: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> Metric:
    """`macro_auc` of shares of votes [n, classes] with its interval."""
    value, n = macro_auc(shares, labels), len(labels)
    if np.isnan(value):
        return Metric(None, None, None, n)
    levels, level = np.unique(shares, return_inverse=True)
    joint = np.column_stack([labels, level.reshape(shares.shape)]).astype(np.int32)
    cells, counts = _distinct_rows(joint)
    rng, step = np.random.default_rng(seed), max(1, CELLS // len(cells))
    areas = []
    for start in steps(draws, step):
        size = min(step, draws - start)
        picked = rng.multinomial(n, counts / n, size=size).astype(np.float64)
        areas.append(_areas(picked, cells, levels=len(levels)))
    return measured(value, np.concatenate(areas), n)


def _areas(
    picked: NDArray[np.float64], cells: NDArray[np.int32], *, levels: int
) -> NDArray[np.float64]:
    """Macro AUC of each draw; picked [draws, cells]; cells [cells, 1 + classes]."""
    total, known = np.zeros(len(picked)), np.zeros(len(picked))
    for c in range(cells.shape[1] - 1):
        positive = cells[:, 0] == c
        if not positive.any() or positive.all():
            continue
        at = np.eye(levels)[cells[:, 1 + c]]
        area = areas_from_counts(
            picked[:, positive] @ at[positive], picked[:, ~positive] @ at[~positive]
        )
        known += ~np.isnan(area)
        total += np.nan_to_num(area)
    areas = np.full(len(total), np.nan)
    np.divide(total, known, out=areas, where=known > 0)
    return areas


def _distinct_rows(rows: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    table = np.ascontiguousarray(rows)
    keys = table.view(np.dtype((np.void, table.dtype.itemsize * table.shape[1]))).ravel()
    _, first, counts = np.unique(keys, return_index=True, return_counts=True)
    return table[first], counts


def measured(value: float, drawn: NDArray[np.float64], n: int) -> Metric:
    """A figure with the interval that holds 95 % of what resamples gave: drawn [draws]."""
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Metric(value, float(low), float(high), n)
