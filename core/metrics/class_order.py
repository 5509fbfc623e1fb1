"""An order of the classes in which those that are taken for each other lie side by side.

Average-linkage clustering of the classes, with the leaves of the tree turned so that neighbours are
as alike as the tree allows.

Source: Bar-Joseph, Gifford and Jaakkola, Fast optimal leaf ordering for hierarchical clustering,
Bioinformatics 17 (2001)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def clustered(matrix: NDArray[np.integer]) -> NDArray[np.int64]:
    """Class numbers in their new order, int64 [c], from counts [c, c] (rows true).

    Two classes are as near as the larger share of the one that is called the other, both ways
    averaged. Of the two ways to read the order, the one that begins with the lower number.
    """
    count = len(matrix)
    if count < 3:
        return np.arange(count, dtype=np.int64)
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    near = likeness(matrix)
    apart = 1.0 - near
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(apart, checks=False), "average", optimal_ordering=True)
    order = leaves_list(tree).astype(np.int64)
    turned: NDArray[np.int64] = order if order[0] < order[-1] else order[::-1].copy()
    return turned


def likeness(matrix: NDArray[np.integer]) -> NDArray[np.float64]:
    """Mean of "i called j" and "j called i" as shares of their classes: float64 [c, c], 0 to 1."""
    totals = np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    shares = matrix / totals
    result: NDArray[np.float64] = (shares + shares.T) / 2
    return result
