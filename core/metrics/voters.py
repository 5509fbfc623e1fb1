"""Who votes on a test image: training images, or the other test images where its class is new."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.metrics.neighbours import neighbours, neighbours_within


def are_apart(train_labels: NDArray[np.integer], test_labels: NDArray[np.integer]) -> bool:
    """Whether no test image is of a class that training has: a class-disjoint split."""
    return not np.isin(test_labels, train_labels).any()


def voting(
    train: NDArray[np.floating],
    train_labels: NDArray[np.integer],
    test: NDArray[np.floating],
    test_labels: NDArray[np.integer],
    *,
    k: int,
    wanted: int | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.integer]]:
    """Who votes on each of m test points, nearest first, int64 [m, k], and the voters' classes [v].

    Voters are training points [n, d]; of a class-disjoint split the other test points, as no
    training point could be right. `wanted` asks for more than k, or for all where there are fewer.

    Raises EmbedscopeError where there are fewer than k.

    Source: Oh Song et al. (2016), Deep metric learning via lifted structured feature embedding, for
    tests on classes that training never saw.
    """
    apart = are_apart(train_labels, test_labels)
    there = len(test) - 1 if apart else len(train)
    count = max(k, min(wanted or k, there))
    if apart:
        return neighbours_within(test, k=count)[0], np.asarray(test_labels)
    return neighbours(train, test, k=count)[0], np.asarray(train_labels)
