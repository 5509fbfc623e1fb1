"""In which order points are drawn, so that any first part is a fair sample of all of them."""

from __future__ import annotations

import math
from itertools import count as counting


def steps(count: int) -> tuple[int, int]:
    """(step, back): slot k holds row k * step mod count, and row r lies in slot r * back mod count.

    step / count is near the golden ratio, whose multiples fill a circle more evenly than those of
    any other number (Weyl's sequence).
    """
    near = max(1, round(count * (math.sqrt(5) - 1) / 2))
    apart = (offset for size in counting() for offset in (size, -size))
    step = next(near + each for each in apart if math.gcd(near + each, count) == 1)
    return step, pow(step, -1, count) if count > 1 else 0
