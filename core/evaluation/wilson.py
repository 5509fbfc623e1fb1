"""The 95 % interval of a share, good for few images too: never of no width, never beyond 0 and 1.

A bootstrap of images that are all right gives 100 % to 100 %, however few they are.

Source: Wilson, Probable inference, the law of succession, and statistical inference, Journal of the
American Statistical Association 1927; Brown, Cai and DasGupta, Interval estimation for a binomial
proportion, Statistical Science 2001
"""

from __future__ import annotations

from core.evaluation.bootstrap import Measured

Z = 1.959964


def wilson(right: int, n: int) -> Measured:
    """The share `right` of `n` with its interval; None three times where n is 0."""
    if not n:
        return Measured(None, None, None, 0)
    share, extra = right / n, Z**2 / n
    middle = (share + extra / 2) / (1 + extra)
    half = Z / (1 + extra) * (share * (1 - share) / n + Z**2 / (4 * n**2)) ** 0.5
    return Measured(share, max(0.0, middle - half), min(1.0, middle + half), n)
