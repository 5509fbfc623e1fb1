"""The margin follows the share of easy triplets: it grows while more than half are easy.

Source: report 000, section 7 (an adaptive margin, left undone there)
"""

from __future__ import annotations

GROWTH = 100  # without an end of its own, the margin stays below a hundredfold
TARGET = 0.5
RATE = 0.05


def next_margin(
    current: float, *, start: float, end: float | None, progress: float, easy: float
) -> float:
    """`current` times 1 + rate * (easy - target), kept between `start` and `end`.

    Where a loss has no triplets (`easy` is NaN) the margin stays as it is.
    """
    del progress
    goal = GROWTH * start if end is None else end
    low, high = min(start, goal), max(start, goal)
    factor = 1 + RATE * (easy - TARGET) if easy == easy else 1.0  # noqa: PLR0124 (NaN)
    return min(max(current * factor, low), high)
