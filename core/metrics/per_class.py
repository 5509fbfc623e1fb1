"""Precision, recall and F1 of each class, read off a confusion matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]


@dataclass(frozen=True)
class PerClass:
    """Of c classes; NaN where a share has nothing to be a share of."""

    support: NDArray[np.int64]
    """Images of the class."""
    predicted: NDArray[np.int64]
    """Images that were predicted as it."""
    precision: Shares
    """Of those predicted as it, the share that is."""
    recall: Shares
    """Of those that are, the share predicted as it."""
    f1: Shares
    """The harmonic mean of both: 2 right / (support + predicted)."""


def per_class(matrix: NDArray[np.integer]) -> PerClass:
    """From counts [c, c], rows true, columns predicted.

    Source: van Rijsbergen, Information Retrieval, 1979, chapter 7 (the F measure)
    """
    right = np.diag(matrix).astype(np.float64)
    support, predicted = matrix.sum(axis=1), matrix.sum(axis=0)
    return PerClass(
        support.astype(np.int64),
        predicted.astype(np.int64),
        _share(right, predicted),
        _share(right, support),
        _share(2 * right, support + predicted),
    )


def _share(part: Shares, whole: NDArray[np.integer]) -> Shares:
    shares = np.full(len(part), np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares
