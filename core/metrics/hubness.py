"""Hubness: whether few points are among the nearest of very many.

A point's k-occurrence is of how many others it is among the k nearest; hubness is the skewness of
its distribution. High dimensions make hubs (Radovanović et al. 2010).

Source: Radovanović, Nanopoulos and Ivanović (2010), Hubs in space: popular nearest neighbors in
high-dimensional data, JMLR 11
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.metrics.bootstrap import DRAWS, measured
from core.metrics.class_probability import directions
from core.metrics.metric import Metric
from core.metrics.neighbours import neighbours_within
from core.metrics.retrieval import HUB
from core.metrics.sampled import sampled

MOST = 10_000
"""Points that are asked for their nearest; of more, so many are drawn."""


def hubness(vectors: NDArray[np.floating], *, cosine: bool, seed: int = 0) -> Metric:
    """Skewness of how often each of [n, d] is among the HUB nearest of the others; its interval is
    over points. None where there are no more than HUB, or where each is as often there.
    """
    rows = sampled(len(vectors), MOST, seed=seed)
    if len(rows) <= HUB:
        return Metric(None, n=len(rows))
    near, _ = neighbours_within(directions(vectors[rows]) if cosine else vectors[rows], k=HUB)
    times, counts = np.unique(np.bincount(near.ravel(), minlength=len(rows)), return_counts=True)
    if len(times) == 1:
        return Metric(None, n=len(rows))
    shares = counts / len(rows)
    drawn = np.random.default_rng(seed).multinomial(len(rows), shares, size=DRAWS) / len(rows)
    return measured(float(_skewness(shares[None], times)[0]), _skewness(drawn, times), len(rows))


def _skewness(shares: NDArray[np.float64], times: NDArray[np.integer]) -> NDArray[np.float64]:
    """Of distributions of `times` [t], shares [draws, t]: [draws]; NaN where one has no width."""
    away = times - (shares @ times)[:, None]
    second, third = ((shares * away**power).sum(axis=1) for power in (2, 3))
    with np.errstate(invalid="ignore"):
        return np.asarray(third / second**1.5, np.float64)
