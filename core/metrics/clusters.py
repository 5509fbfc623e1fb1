"""Whether classes are clusters: k-means is asked for as many as there are, and both compared.

Source: Oh Song et al. (2016), Deep metric learning via lifted structured feature embedding, who
take the normalised mutual information (NMI) for this; by pytorch-metric-learning's definition
(arithmetic mean of both entropies). Vinh, Epps and Bailey (2010), Information theoretic measures
for clusterings comparison, for the adjusted one (AMI).
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.metrics.class_probability import directions
from core.metrics.metric import Metric
from core.metrics.sampled import sampled

MOST = 10_000
"""Points that are clustered; of more, so many are drawn."""


def clusters_of(vectors: NDArray[np.floating], count: int, *, seed: int = 0) -> NDArray[np.int64]:
    """Which of `count` clusters each of [n, d] is in, by k-means: int64 [n]."""
    found: NDArray[np.int64] = _fitted(vectors, count, seed).labels_.astype(np.int64)
    return found


def means_of(vectors: NDArray[np.floating], count: int, *, seed: int = 0) -> NDArray[np.float32]:
    """The means of `count` clusters of [n, d], by k-means: [count, d]."""
    found: NDArray[np.float32] = _fitted(vectors, count, seed).cluster_centers_
    return found.astype(np.float32)


def _fitted(vectors: NDArray[np.floating], count: int, seed: int) -> Any:
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():  # points that are all one have fewer clusters than classes
        warnings.simplefilter("ignore", ConvergenceWarning)
        return KMeans(count, n_init=1, random_state=seed).fit(np.asarray(vectors, np.float32))


def agreement(
    vectors: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    cosine: bool = True,
    seed: int = 0,
) -> dict[str, Metric]:
    """What classes and clusters tell of each other: `nmi`, 1 where they are the same, and `ami`,
    which is 0 on average for clusters drawn by chance.

    Neither has an interval: a resample holds points twice, which makes clusters and classes agree
    more than they do. None where fewer than two classes are known.

    Args:
        vectors: finite [n, d], which may be mapped.
        labels: int [n], negative where no class is known.
        cosine: of directions, else of the vectors as they are.
        seed: of the draw, and of k-means.
    """
    from sklearn.metrics import adjusted_mutual_info_score, normalized_mutual_info_score

    rows = sampled(np.flatnonzero(np.asarray(labels) >= 0), MOST, seed=seed)
    of = np.asarray(labels)[rows]
    classes = len(np.unique(of))
    if classes < 2:
        return {"nmi": Metric(None, n=len(rows)), "ami": Metric(None, n=len(rows))}
    points = np.asarray(vectors[rows], np.float32)
    found = clusters_of(directions(points) if cosine else points, classes, seed=seed)
    return {
        "nmi": Metric(float(normalized_mutual_info_score(of, found)), n=len(rows)),
        "ami": Metric(float(adjusted_mutual_info_score(of, found)), n=len(rows)),
    }
