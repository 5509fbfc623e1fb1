"""What became of one image's neighbours between two sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.comparison.compared import points_of
from core.comparison.matched import Rows
from core.comparison.sides import Side
from core.metrics.neighbour_overlap import Change, changed
from core.metrics.neighbours import neighbours


@dataclass(frozen=True)
class Near:
    """The k nearest others of an image in each side: places among the compared images, [2, k]."""

    rows: Rows
    distances: NDArray[np.float32]

    @property
    def change(self) -> Change:
        """Which of the first side's are kept and lost, and which are gained."""
        return changed(*self.rows)


def near_image(
    first: Side, second: Side, rows: tuple[Rows, Rows], place: int, *, k: int, by: str
) -> Near:
    """Of the image at `place` among the compared ones, whose rows in both sets are `rows`."""
    found = [
        _nearest(points_of(side, at, by), place, k)
        for side, at in zip((first, second), rows, strict=True)
    ]
    return Near(np.stack([near for near, _ in found]), np.stack([away for _, away in found]))


def _nearest(table: NDArray[np.float32], place: int, k: int) -> tuple[Rows, NDArray[np.float32]]:
    """As `neighbours_within` has it, for one point."""
    near, away = neighbours(table, table[place : place + 1], k=k + 1)
    others = near[0] != place  # a copy at a lower row comes first
    return near[0][others][:k], away[0][others][:k]
