"""Where on a map two classes run into each other most: the place to look at first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CELLS = 40
"""Along each axis of the grid on which classes are counted."""
WANTED = 30
"""Points round the place that are worth a look,"""
NEAREST, FARTHEST = 0.02, 0.12
"""within these shares of the map's width."""
LEAST = 3
"""Points of the rarer class, at least: fewer may lie anywhere."""
CORNERS = 20


@dataclass(frozen=True)
class MeetingPlace:
    """Two classes, a ring round the place where they meet, and the points within."""

    classes: tuple[int, int]
    """The more frequent there first."""
    ring: NDArray[np.float64]
    """Corners [c, 2] in the map's own units."""


def meeting_place(points: NDArray[np.floating], labels: NDArray[np.integer]) -> MeetingPlace | None:
    """The place where most points of one class lie among another's; None where classes keep apart.

    Classes are counted on a grid, with the eight cells around each. What the second most frequent
    class has in a cell counts for it and the first; the pair with most of it is chosen, and of its
    cells the fullest.

    `points` are float [n, 2], `labels` int [n], -1 where unknown.
    """
    known = (np.asarray(labels) >= 0) & np.isfinite(points).all(axis=1)
    places, classes = np.asarray(points, np.float64)[known], np.asarray(labels, np.int64)[known]
    if len(places) < LEAST or len(np.unique(classes)) < 2:
        return None
    low, high = np.quantile(places, (0.002, 0.998), axis=0)
    width = float((high - low).max())
    if width <= 0:
        return None
    found = _fullest(_counts(places, classes, low, width))
    if found is None:
        return None
    pair, cell = found
    corner = low + (np.asarray(cell) - 1) * width / CELLS
    near = ((places >= corner) & (places < corner + 3 * width / CELLS)).all(axis=1)
    middle = places[near & np.isin(classes, pair)].mean(axis=0)
    away = np.sort(np.linalg.norm(places - middle, axis=1))
    wanted = min(WANTED, max(LEAST, len(places) // 10))
    reach = np.clip(away[wanted - 1], NEAREST * width, FARTHEST * width)
    turn = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    ring = middle + reach * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return MeetingPlace(pair, ring)


def _counts(
    places: NDArray[np.float64], classes: NDArray[np.int64], low: NDArray[np.float64], width: float
) -> NDArray[np.int64]:
    """How many of each class are in each cell and those around it: [classes, CELLS, CELLS]."""
    cells = np.clip(((places - low) / width * CELLS).astype(np.int64), 0, CELLS - 1)
    count = int(classes.max()) + 1
    flat = (classes * CELLS + cells[:, 0]) * CELLS + cells[:, 1]
    own = np.bincount(flat, minlength=count * CELLS**2).reshape(count, CELLS, CELLS)
    padded = np.pad(own, ((0, 0), (1, 1), (1, 1)))
    around = sum(padded[:, i : i + CELLS, j : j + CELLS] for i in range(3) for j in range(3))
    return np.asarray(around)


def _fullest(counts: NDArray[np.int64]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The two classes that meet most, and the cell of most meeting; None where none do."""
    order = np.argsort(-counts, axis=0, kind="stable")[:2]
    first, second = np.take_along_axis(counts, order, axis=0)
    total = counts.sum(axis=0)
    two = (total >= 4 * LEAST) & (5 * (first + second) >= 4 * total)  # not a heap of many classes
    second = np.where(two, second, 0)
    pairs = np.sort(order, axis=0)
    number = pairs[0] * len(counts) + pairs[1]
    weight = np.bincount(number.ravel(), weights=second.ravel())
    best = int(weight.argmax())
    there = np.where(number == best, second, 0)
    at = np.unravel_index(int(there.argmax()), there.shape)
    if there[at] < LEAST:
        return None
    pair = (int(order[0][at]), int(order[1][at]))
    return pair, (int(at[0]), int(at[1]))
