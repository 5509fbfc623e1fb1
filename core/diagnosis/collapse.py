"""Collapse: every image ends at one point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

NEAR_MARGIN = 0.05  # how close loss / margin is to 1 when nothing is told apart
GROWN = 1.5  # times the start's spread, from which on the points are drifting apart
SHRUNK = 0.02  # spread, as a share of the start's, at which the points are one heap


def collapse_step(history: dict[str, NDArray[np.float64]]) -> int | None:
    """The step from which on the embedding is one point, or None.

    Collapsed means that, to the end of the run so far, loss / margin stays within 5 % of 1 while
    the points do not drift apart, or the spread stays below 2 % of where it began. A small start
    gives the ratio 1 too, and batch-all's mean may come near it: what has grown has not collapsed.
    """
    rows = ~np.isnan(history["spread"])
    if rows.sum() < 2:
        return None
    steps, ratio = history["step"][rows], history["loss_over_margin"][rows]
    spread = history["spread"][rows]
    grown = (spread > GROWN * spread[0]) & (spread > 0.5 * np.maximum.accumulate(spread))
    fallen = ((np.abs(ratio - 1) < NEAR_MARGIN) & ~grown) | (spread < SHRUNK * spread[0])
    if not fallen[-1]:
        return None
    standing = np.flatnonzero(~fallen)
    return int(steps[standing[-1] + 1 if len(standing) else 0])
