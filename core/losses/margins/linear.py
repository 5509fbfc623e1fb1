"""The margin grows linearly during training: first order, then distance.

Source: report 000, section 7 (an idea its authors left undone)
"""

from __future__ import annotations

GROWTH = 10  # without an end of its own, the margin grows tenfold


def next_margin(
    current: float, *, start: float, end: float | None, progress: float, easy: float
) -> float:
    """From `start` at progress 0 to `end` at progress 1."""
    del current, easy
    goal = GROWTH * start if end is None else end
    return start + (goal - start) * min(max(progress, 0.0), 1.0)
