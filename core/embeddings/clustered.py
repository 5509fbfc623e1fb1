"""Points whose classes nobody knows, parted by where they lie: a column to colour by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.embeddings.embedding_set import CLUSTER, Column, EmbeddingSet
from core.embeddings.predictions import BLOCK, add_columns
from core.metrics.clusters import MOST, means_of

CLUSTERS = 10
"""At most: what a few colours tell apart at a glance;"""
FEWEST = 20
"""and at least so many points each."""


def add_clusters(embedding_set: EmbeddingSet, *, seed: int = 0) -> bool:
    """Add the column, by k-means of the vectors; whether the set has it now.

    The means are those of at most MOST points, drawn by `seed`; every point is of the nearest.
    Does nothing where two classes or more are known, or where there are too few points.
    """
    if any(column.name == CLUSTER for column in embedding_set.columns()):
        return True
    vectors = embedding_set.vectors()
    count = min(CLUSTERS, len(vectors) // FEWEST)
    known = np.unique(np.asarray(embedding_set.labels()))
    if count < 2 or len(known[known >= 0]) > 1:
        return False
    rows = np.random.default_rng(seed).permutation(len(vectors))[:MOST]
    means = means_of(np.asarray(vectors[np.sort(rows)], np.float32), count, seed=seed)
    blocks = [vectors[at : at + BLOCK] for at in range(0, len(vectors), BLOCK)]
    found = np.concatenate([_nearest(np.asarray(block, np.float32), means) for block in blocks])
    names = tuple(f"cluster {number + 1}" for number in range(count))
    column = Column(CLUSTER, "class", f"cluster (k-means, {count})", names)
    add_columns(embedding_set, [(column, found.astype(np.int16))])
    return True


def _nearest(points: NDArray[np.float32], means: NDArray[np.float32]) -> NDArray[np.int64]:
    """Of [n, d] the number of the nearest of [k, d]."""
    near: NDArray[np.int64] = (np.square(means).sum(1) - 2 * points @ means.T).argmin(1)
    return near
