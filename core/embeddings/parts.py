"""A large set for a browser: part by part, so that the first part is a picture of the whole.

Points are drawn in an order in which any first part is a fair sample, whatever order the rows have:
slot k holds row k * step mod n, where step / n is near the golden ratio, whose multiples fill a
circle more evenly than those of any other number (Weyl's sequence). Nothing has to be kept for it.

Coordinates come as 32 bits of fixed point in two halves: the upper 16 bits, which are enough to see
the whole, and the lower 16 for a close look. Most of the codes are for where most points lie; far
outliers have the rest, so that one of them does not make the others coarse.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedscope.drawing.order import steps

LARGE = 200_000
"""Sets of more points come in parts,"""
PART = 1 << 17
"""of so many points."""
SEEN = 20_000
"""Points by which it is judged where most lie."""
INNER = 24_576
"""Codes on either side for what lies within WIDE of the middle,"""
OUTER = 8_190
"""and for what lies beyond."""
WIDE = 2.0
NOWHERE = -32_768
"""Of a point that has no place."""
UNKNOWN = 255
"""Of a point without a class, where eight bits are enough for them."""


@dataclass(frozen=True)
class Order:
    """In which order the `count` rows of a set are drawn: slot k holds row k * step mod count."""

    count: int
    step: int

    @classmethod
    def of(cls, count: int) -> Order:
        """The order of a set of so many points."""
        return cls(count, steps(count)[0])

    @property
    def back(self) -> int:
        """Row r lies in slot r * back mod count."""
        return steps(self.count)[1]

    def rows(self, part: int) -> NDArray[np.int64]:
        """The rows of a part; empty behind the last one."""
        slots = np.arange(part * PART, min((part + 1) * PART, self.count), dtype=np.int64)
        return slots * self.step % self.count


@dataclass(frozen=True)
class Span:
    """Where the points of a map lie: in the map's own units, `far` in multiples of `half`."""

    centres: tuple[float, ...]
    half: float
    """Half the width of what most points fill."""
    far: float
    """How far the farthest lies from the middle, at least WIDE."""

    @classmethod
    def of(cls, points: NDArray[np.floating]) -> Span:
        """Of float [n, d]; points that are not finite have no place."""
        seen = np.asarray(points[:: max(1, len(points) // SEEN)], np.float64)
        most = [_most(axis[np.isfinite(axis)]) for axis in seen.T]
        centres = tuple((low + high) / 2 for low, high in most)
        half = max((high - low) / 2 for low, high in most)
        blocks = np.array_split(points, max(1, len(points) // PART))
        far = max(_far(block, np.asarray(centres)) for block in blocks)
        return cls(centres, half, max(WIDE, far / half if half else 0.0))

    def coded(self, points: NDArray[np.floating]) -> tuple[NDArray[np.int16], NDArray[np.uint16]]:
        """The upper and the lower half of each coordinate's code; the upper is NOWHERE for NaN."""
        finite = np.isfinite(points)
        away = (np.where(finite, points, 0) - np.asarray(self.centres)) / (self.half or 1.0)
        beyond = (np.abs(away) - WIDE) / (self.far - WIDE or 1.0)
        outer = np.sign(away) * (INNER + beyond * OUTER)
        code = np.where(np.abs(away) <= WIDE, away / WIDE * INNER, outer)
        fixed = np.floor(np.clip(code, -INNER - OUTER, INNER + OUTER) * 65536).astype(np.int64)
        high = np.where(finite, fixed >> 16, NOWHERE).astype("<i2")
        return high, (fixed & 0xFFFF).astype("<u2")


def _most(values: NDArray[np.float64]) -> tuple[float, float]:
    """Where most values lie: all of them, unless a few make it more than twice as wide."""
    if not len(values):
        return 0.0, 0.0
    low, high = float(values.min()), float(values.max())
    inner, outer = (float(each) for each in np.quantile(values, (0.002, 0.998)))
    return (inner, outer) if high - low > 2 * (outer - inner) > 0 else (low, high)


def _far(points: NDArray[np.floating], centres: NDArray[np.float64]) -> float:
    """The largest distance of a point from the centre along an axis."""
    placed = points[np.isfinite(points).all(axis=1)]
    if not len(placed):
        return 0.0
    return float(np.maximum(placed.max(axis=0) - centres, centres - placed.min(axis=0)).max())


def narrow(labels: NDArray[np.integer], classes: int) -> NDArray[np.integer]:
    """Classes in eight bits, where there are few enough of them."""
    if classes >= UNKNOWN:
        return labels.astype("<i2")
    return np.where(labels < 0, UNKNOWN, labels).astype(np.uint8)
