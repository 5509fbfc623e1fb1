"""Margin schedules. A file here is in the registry: its name is the schedule's name.

Each file defines `next_margin(current, *, start, end, progress, easy) -> float`: the margin of the
next step from the current one, the recipe's two values, the share of training done (0 to 1) and the
share of easy triplets (those without a loss) of the last step.
"""

from __future__ import annotations

from core.registry import entries, find

PACKAGE = "core.losses.margins"


def names() -> list[str]:
    """The schedules that can be chosen."""
    return list(entries(PACKAGE))


def next_margin(
    schedule: str, current: float, *, start: float, end: float | None, progress: float, easy: float
) -> float:
    """The margin of the next step; raises UnknownName for a schedule that is not there."""
    module = find(PACKAGE, "margin schedule", schedule).load()
    value: float = module.next_margin(current, start=start, end=end, progress=progress, easy=easy)
    return value
