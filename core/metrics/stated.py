"""A probability that stays within what was judged: for one score, from tested pairs like it.

The calibrated curve goes on beyond the pairs that it was fitted on; here its value is held within
the 95 % interval of what came true among the tested pairs whose scores are nearest, and a score
beyond all of them is said to be. Both sorts count as half, however many were tested.

Source: Wilson 1927 for the interval (core.metrics.wilson), of the nearest pairs' effective number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.metric import Metric
from core.metrics.wilson import Z

NEAREST = 200
"""Tested pairs that tell of a score."""
Scores = NDArray[np.floating]


@dataclass(frozen=True)
class Stated:
    """What may be said of a score."""

    probability: float
    """Of being kin, where half of all pairs are."""
    low: float
    high: float
    """The 95 % interval of what came true among the nearest tested pairs."""
    beyond: bool
    """Whether no tested pair scored as far out."""
    pairs: int
    """Tested pairs that tell it."""


def stated(
    score: float, kin: Scores, others: Scores, *, curve: float | None, nearest: int = NEAREST
) -> Stated:
    """The probability for a score.

    Args:
        score: of the pair.
        kin: scores of tested pairs that are kin, ascending.
        others: of those that are not, ascending.
        curve: what the calibration says of the score; None to take the nearest pairs' share.
        nearest: how many pairs tell it.
    """
    near = share_near(score, kin, others, nearest=nearest)
    low, high, count = near.low or 0.0, near.high or 0.0, near.n or 0
    plain = near.value if curve is None else curve
    lowest, highest = min(kin[0], others[0]), max(kin[-1], others[-1])
    return Stated(
        probability=float(np.clip(plain or 0.0, low, high)),
        low=low,
        high=high,
        beyond=bool(score < lowest or score > highest),
        pairs=count,
    )


def share_near(score: float, kin: Scores, others: Scores, *, nearest: int = NEAREST) -> Metric:
    """How many of the pairs nearest to a score are kin, each sort weighing as a half.

    The interval is Wilson's, for as many pairs as the weights leave in effect (Kish 1965).
    """
    every = np.concatenate([kin, others]).astype(np.float64)
    true = np.arange(len(every)) < len(kin)
    count = min(nearest, len(every))
    rows = np.argpartition(np.abs(every - score), count - 1)[:count]
    weights = np.where(true[rows], 0.5 / len(kin), 0.5 / len(others))
    share = float(weights[true[rows]].sum() / weights.sum())
    effective = float(weights.sum() ** 2 / (weights**2).sum())
    extra = Z**2 / effective
    middle = (share + extra / 2) / (1 + extra)
    half = Z / (1 + extra) * np.sqrt(share * (1 - share) / effective + extra / (4 * effective))
    return Metric(share, max(0.0, middle - half), min(1.0, middle + half), count)
