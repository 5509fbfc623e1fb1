"""k-NN classification read off the neighbours' classes: shares of votes, accuracy, AUC, confusion.

Votes count alike, and the class with the lower number wins a draw, as in scikit-learn's
KNeighborsClassifier with uniform weights.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def vote_shares(
    indices: NDArray[np.int64], stored_labels: NDArray[np.integer], *, classes: int
) -> NDArray[np.float32]:
    """Each class's share of a query's neighbours.

    Args:
        indices: int64 [m, k], as `neighbours` returns them.
        stored_labels: the stored points' classes, int [n], 0 to classes - 1.
        classes: how many classes there are.

    Returns:
        float32 [m, classes]; every row sums to 1.
    """
    rows, k = indices.shape
    cell = np.arange(rows)[:, None] * classes + np.asarray(stored_labels)[indices]
    votes = np.bincount(cell.ravel(), minlength=rows * classes).reshape(rows, classes)
    shares: NDArray[np.float32] = np.divide(votes, k, dtype=np.float32)
    return shares


def predict(shares: NDArray[np.floating]) -> NDArray[np.int64]:
    """The class with most votes, the lower number in a draw: int64 [m]."""
    winners: NDArray[np.int64] = np.argmax(shares, axis=1)
    return winners


def accuracy(predicted: NDArray[np.integer], labels: NDArray[np.integer]) -> float:
    """The share of predictions that are right."""
    return float(np.mean(predicted == labels))


def confusion(
    predicted: NDArray[np.integer], labels: NDArray[np.integer], *, classes: int
) -> NDArray[np.int64]:
    """How often class i (row) was called j (column): int64 [classes, classes]."""
    cell = np.asarray(labels, np.int64) * classes + predicted
    return np.bincount(cell, minlength=classes * classes).reshape(classes, classes)


def macro_auc(scores: NDArray[np.floating], labels: NDArray[np.integer]) -> float:
    """Area under the ROC curve of each class against the rest, averaged over classes.

    Equal scores count half (the Mann-Whitney statistic). A class that nobody or everybody belongs
    to has no curve and is left out; NaN where that leaves none.

    Args:
        scores: [m, classes], here shares of votes.
        labels: int [m].
    """
    areas = [auc(scores[:, c], labels == c) for c in range(scores.shape[1])]
    known = [area for area in areas if not np.isnan(area)]
    return float(np.mean(known)) if known else float("nan")


def auc(scores: NDArray[np.floating], positive: NDArray[np.bool_]) -> float:
    """Area under the ROC curve of scores [m] against the truth, bool [m]; NaN for one class alone.

    The chance that a positive scores higher than a negative, equal scores counting half.
    """
    levels, level = np.unique(scores, return_inverse=True)
    yes = np.bincount(level[positive], minlength=len(levels))
    no = np.bincount(level[~positive], minlength=len(levels))
    return float(areas_from_counts(yes[None], no[None])[0])


def areas_from_counts(
    positives: NDArray[np.number], negatives: NDArray[np.number]
) -> NDArray[np.float64]:
    """ROC areas from how many positives and negatives share each score level.

    Args:
        positives: how many, [draws, levels], levels ascending.
        negatives: likewise.

    Returns:
        float64 [draws], NaN where there are no positives or no negatives.
    """
    below = np.cumsum(negatives, axis=1) - negatives
    won = (positives * (below + negatives / 2.0)).sum(axis=1, dtype=np.float64)
    pairs = positives.sum(axis=1, dtype=np.float64) * negatives.sum(axis=1, dtype=np.float64)
    areas = np.full(len(won), np.nan)
    np.divide(won, pairs, out=areas, where=pairs > 0)
    return areas
