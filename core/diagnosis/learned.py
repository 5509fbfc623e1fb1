"""Whether a net learned anything: its accuracy against that of always naming one class."""

from __future__ import annotations

from collections.abc import Sequence

from core.metrics.decimal import decimal
from core.metrics.metric import Metric

NOTHING, LITTLE = "Learned nothing that shows", "Learned next to nothing"


def not_learned(accuracy: Metric, support: Sequence[int]) -> tuple[str, str] | None:
    """NOTHING or LITTLE and what it was held against; None for a net that learned.

    Nothing is no better than always naming the most frequent class, within the 95 % interval;
    little is not twice that, and not a tenth of the way from there to 1, where twice is too much.

    Args:
        accuracy: with its interval; without one its value alone decides.
        support: how many of the images that it was judged on each class has.
    """
    reached = accuracy.value or 0.0
    sure = reached if accuracy.low is None else accuracy.low
    bare = max(support, default=0) / max(sum(support), 1)
    against = f"always naming the most frequent class would reach {decimal(bare, 3)}"
    if sure <= bare:
        return NOTHING, against
    return (LITTLE, against) if reached < min(2 * bare, bare + (1 - bare) / 10) else None
