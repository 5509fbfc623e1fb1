"""A classifier's probabilities made small: each image's largest alone, the others told evenly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def largest(
    probabilities: NDArray[np.floating], most: int
) -> tuple[NDArray[np.float16], NDArray[np.integer]]:
    """The `most` largest of every row of [n, classes], largest first, and whose they are.

    Both [n, most], in the smallest type; in a draw the class with the lower number comes first, as
    where one is chosen.
    """
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :most]
    shares = np.take_along_axis(probabilities, order, axis=1)
    smallest = np.min_scalar_type(probabilities.shape[1] - 1)
    return shares.astype(np.float16), order.astype(smallest)


def restored(
    shares: NDArray[np.floating], owners: NDArray[np.integer], *, classes: int
) -> NDArray[np.float32]:
    """From those, float32 [n, classes]: the other classes share evenly what is left of 1.

    So they never come before a class whose probability was kept.
    """
    kept = shares.astype(np.float32)
    left = np.clip(1 - kept.sum(1, keepdims=True), 0, None) / max(classes - kept.shape[1], 1)
    whole = np.repeat(np.minimum(left, kept[:, -1:]), classes, axis=1)
    np.put_along_axis(whole, owners.astype(np.int64), kept, axis=1)
    return whole
