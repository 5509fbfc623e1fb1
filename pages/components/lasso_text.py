"""A lasso as the map's address has it: `a0_12.31_-3.2_...`, a ring of few corners.

First stands whether what lies within is added or removed (`a`, `r`) and the pane, then x and y of
each corner in the map's own units; in three dimensions two angles come first. Rings are joined by
`~`. The browser's part is `point_map/lasso.js`.
"""

from __future__ import annotations

import math
import re

import numpy as np
from numpy.typing import NDArray

CORNERS = 40
RINGS = 6
LONGEST = 4000
_RING = re.compile(r"[ar][0-3]((?:_-?[0-9.]+(?:e-?[0-9]+)?)+)")


def is_lasso(text: str) -> bool:
    """Whether the text can be drawn: rings of three to `CORNERS` corners with finite numbers."""
    rings = text.split("~")
    return len(text) <= LONGEST and len(rings) <= RINGS and all(map(_is_ring, rings))


def lasso_text(line: NDArray[np.floating]) -> str:
    """A ring round points of the first pane: float [corners, 2] in the map's own units."""
    size = float(np.ptp(line, axis=0).max())
    digits = 3 - math.floor(math.log10(size)) if size > 0 else 3
    numbers = (f"{round(float(value), digits):.15g}" for value in np.ravel(line))
    return "_".join(["a0", *numbers])


def _is_ring(text: str) -> bool:
    found = _RING.fullmatch(text)
    if found is None:
        return False
    try:
        numbers = [float(number) for number in found[1].split("_")[1:]]
    except ValueError:
        return False
    corners, odd = divmod(len(numbers), 2)
    return not odd and 3 <= corners <= CORNERS + 1 and all(map(math.isfinite, numbers))
