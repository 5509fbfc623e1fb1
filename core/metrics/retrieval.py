"""How good vectors are for retrieval: each asked for what else shows the same.

With R others of a query's class: recall@k is whether one of them is among the k nearest,
R-precision the share of them among the R nearest, and AP@R the mean over the R nearest of the
precision up to each that is right (0 where it is wrong).

Source: Musgrave, Belongie and Lim (2020), A Metric Learning Reality Check (MAP@R, R-precision), as
pytorch-metric-learning computes them; Radovanović, Nanopoulos and Ivanović (2010), Hubs in space,
for how often a point is among the neighbours of others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.cancellation import steps
from core.errors import EmbedscopeError
from core.metrics.bootstrap import DRAWS, measured, measured_mean
from core.metrics.class_probability import directions
from core.metrics.metric import Metric
from core.metrics.sampled import sampled

RECALLS = (1, 5, 10)
HUB = 10
"""A point is somebody's neighbour where it is among so many nearest."""
SHOWN = 12
"""Nearest that are told of each query."""
CELLS = 8_000_000
"""Distances held at a time."""
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Retrieved:
    """Of q queries among n points."""

    queries: Rows
    """int64 [q]: their rows"""
    nearest: Rows
    """int64 [q, SHOWN]: rows, nearest first"""
    recall: NDArray[np.bool_]
    """bool [q, len(RECALLS)]"""
    r_precision: NDArray[np.float64]
    """[q]"""
    average_precision: NDArray[np.float64]
    """[q]: AP@R"""
    times: Rows
    """int64 [n]: of how many queries each point is among the HUB nearest"""


@dataclass(frozen=True)
class Interval:
    """A figure with both its intervals."""

    over_queries: Metric
    """What other images of these classes would change."""
    over_classes: Metric
    """What other classes would change: never narrower in truth, as images of one err together."""


def retrieved(
    vectors: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    most: int,
    cosine: bool = True,
    seed: int = 0,
    only: NDArray[np.int64] | None = None,
    at: Callable[[float], object] = lambda _: None,
) -> Retrieved:
    """Ask each of at most `most` points for its class among all others that have one.

    Args:
        vectors: finite [n, d], which may be mapped.
        labels: int [n], negative where no class is known.
        most: queries; of more points so many are drawn.
        cosine: nearest by the cosine, else by Euclidean distance.
        seed: of the draw.
        only: the rows that may ask; None for all.
        at: told the share that is done.

    Raises EmbedscopeError where no class has two points.
    """
    rows = np.flatnonzero(labels >= 0)
    of = np.asarray(labels)[rows].astype(np.int64)
    others = np.bincount(of)[of] - 1 if len(of) else of
    asking = np.flatnonzero(others > 0)
    if not len(asking):
        raise EmbedscopeError("No two of these points are of one class: there is nothing to find.")
    if only is not None:
        asking = asking[np.isin(rows[asking], only)]
        if not len(asking):
            raise EmbedscopeError(
                "None of the chosen points has a class that another point has too: there is "
                "nothing to ask for."
            )
    asking = sampled(asking, most, seed=seed)
    table = np.asarray(vectors[rows], np.float32)
    table = directions(table).astype(np.float32) if cosine else table - table.mean(axis=0)
    halves = np.einsum("ij,ij->i", table, table) / 2
    deep = min(len(rows) - 1, max(SHOWN, *RECALLS, HUB, int(others[asking].max())))
    parts, times = [], np.zeros(len(rows), np.int64)
    step = max(1, CELLS // len(rows))
    for start in steps(len(asking), step):
        block = asking[start : start + step]
        near = table[block] @ table.T - halves
        near[np.arange(len(block)), block] = -np.inf  # itself is no answer
        order = _highest(near, deep)
        times += np.bincount(order[:, :HUB].ravel(), minlength=len(rows))
        right = of[order] == of[block][:, None]
        parts.append((rows[_padded(order, SHOWN)], *_figures(right, others[block])))
        at(min(1.0, (start + step) / len(asking)))
    whole = np.zeros(len(labels), np.int64)
    whole[rows] = times
    nearest, recall, precision, average = (
        np.concatenate(each) for each in zip(*parts, strict=True)
    )
    return Retrieved(rows[asking], nearest, recall, precision, average, whole)


def figures(found: Retrieved, labels: NDArray[np.integer]) -> dict[str, Interval]:
    """Recall@k, R-precision and MAP@R with their intervals, by name."""
    of = np.asarray(labels)[found.queries].astype(np.int64)
    values = {f"recall@{k}": found.recall[:, i].astype(float) for i, k in enumerate(RECALLS)}
    values |= {"r_precision": found.r_precision, "map@r": found.average_precision}
    return {
        name: Interval(measured_mean(each), _by_class(each, of)) for name, each in values.items()
    }


def of_classes(
    found: Retrieved, labels: NDArray[np.integer], *, classes: int
) -> dict[str, NDArray[np.float64]]:
    """`queries`, `recall@1` and `map@r` of each class [c]; NaN where none was asked."""
    of = np.asarray(labels)[found.queries].astype(np.int64)
    count = np.bincount(of, minlength=classes).astype(np.float64)
    sums = {"recall@1": found.recall[:, 0], "map@r": found.average_precision}
    with np.errstate(invalid="ignore"):
        shares = {k: np.bincount(of, each, minlength=classes) / count for k, each in sums.items()}
    return {"queries": count, **shares}


def _highest(near: NDArray[np.float32], count: int) -> Rows:
    """The places of the `count` highest of each row, the highest first; of equals the first."""
    if count < near.shape[1] - 1:
        some = np.sort(np.argpartition(-near, count - 1, axis=1)[:, :count], axis=1)
    else:
        some = np.broadcast_to(np.arange(near.shape[1]), near.shape)
    order = np.argsort(-np.take_along_axis(near, some, 1), axis=1, kind="stable")[:, :count]
    return np.take_along_axis(some, order, 1).astype(np.int64)


def _padded(order: Rows, count: int) -> Rows:
    """The first `count`; where there are fewer, the last is said again."""
    places = np.minimum(np.arange(count), order.shape[1] - 1)
    return order[:, places]


def _figures(
    right: NDArray[np.bool_], others: Rows
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]:
    """Recall [q, k], R-precision and AP@R [q] of what is right [q, deep], R being `others`."""
    recall = np.stack([right[:, :k].any(axis=1) for k in RECALLS], axis=1)
    rank = np.arange(1, right.shape[1] + 1)
    counted = right & (rank <= others[:, None])
    precision = np.cumsum(counted, axis=1) / rank
    return recall, counted.sum(axis=1) / others, (precision * counted).sum(axis=1) / others


def _by_class(values: NDArray[np.float64], of: Rows) -> Metric:
    known, place = np.unique(of, return_inverse=True)
    count = np.bincount(place).astype(np.float64)
    sums = np.bincount(place, values)
    shape = np.full(len(known), 1 / len(known))
    drawn = np.random.default_rng(21).multinomial(len(known), shape, size=DRAWS)
    return measured(float(sums.sum() / count.sum()), (drawn @ sums) / (drawn @ count), len(known))
