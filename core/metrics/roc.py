"""ROC curves: each class against the rest, from how probable the model thinks it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

POINTS = 200
"""Corners of a curve that are kept for drawing."""


@dataclass(frozen=True)
class Curve:
    """From (0, 0) to (1, 1), float64 [p] each."""

    false_positives: NDArray[np.float64]
    """Share of the others that is called the class."""
    true_positives: NDArray[np.float64]
    """Share of the class that is called so."""


def roc_curve(scores: NDArray[np.floating], positive: NDArray[np.bool_]) -> Curve | None:
    """All corners of the curve of scores [n] against the truth, bool [n]; None for one class alone.

    Equal scores are one step, as their order means nothing.

    Source: Fawcett, An introduction to ROC analysis, Pattern Recognition Letters 27 (2006)
    """
    total = int(positive.sum())
    if total in (0, len(positive)):
        return None
    order = np.argsort(-scores, kind="stable")
    sorted_scores, hits = scores[order], positive[order]
    ends = np.append(np.flatnonzero(np.diff(sorted_scores)), len(scores) - 1)
    yes = np.cumsum(hits)[ends]
    no = ends + 1 - yes
    start = np.zeros(1)
    return Curve(
        np.concatenate([start, no / (len(positive) - total)]),
        np.concatenate([start, yes / total]),
    )


def thinned(curve: Curve, *, most: int = POINTS) -> Curve:
    """At most about `most` of a curve's points, spread evenly along its length."""
    count = len(curve.false_positives)
    if count <= most:
        return curve
    steps = np.abs(np.diff(curve.false_positives)) + np.abs(np.diff(curve.true_positives))
    along = np.concatenate([np.zeros(1), np.cumsum(steps)])
    rows = np.unique(np.searchsorted(along, np.linspace(0, along[-1], most)).clip(0, count - 1))
    rows = np.unique(np.concatenate([[0], rows, [count - 1]]))
    return Curve(curve.false_positives[rows], curve.true_positives[rows])
