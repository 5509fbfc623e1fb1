"""The 95 % interval of a share, good for few images too: never of no width, never beyond 0 and 1.

A bootstrap of images that are all right gives 100 % to 100 %, however few they are.

Source: Wilson, Probable inference, the law of succession, and statistical inference, Journal of the
American Statistical Association 1927; Brown, Cai and DasGupta, Interval estimation for a binomial
proportion, Statistical Science 2001
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.metrics.metric import Metric

Z = 1.959964
Bounds = NDArray[np.float64]


def wilson(right: int, n: int) -> Metric:
    """The share `right` of `n` with its interval; None three times where n is 0."""
    if not n:
        return Metric(None, None, None, 0)
    low, high = wilson_bounds(np.array([right]), np.array([n]))
    return Metric(right / n, float(low[0]), float(high[0]), n)


def wilson_bounds(part: NDArray[np.integer], whole: NDArray[np.integer]) -> tuple[Bounds, Bounds]:
    """Of many shares: low and high, float64 [c] each; 0 to 1 where whole is 0."""
    count = np.maximum(whole, 1)
    share, extra = part / count, Z**2 / count
    middle = (share + extra / 2) / (1 + extra)
    half = Z / (1 + extra) * np.sqrt(share * (1 - share) / count + Z**2 / (4 * count**2))
    low, high = np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)
    known = whole > 0
    return np.where(known, low, 0.0), np.where(known, high, 1.0)
