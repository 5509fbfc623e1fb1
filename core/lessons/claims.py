"""What an explanation says of its figures, held against them whenever it is shown.

A lesson that was written for other runs, or for those of an earlier version, says so itself instead
of teaching what is not so.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence

from core.lessons.lesson import Figures

CLAIM = re.compile(r"(\S+) (<|>|=) (\S+)")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?")
SIGNS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}


def named(claim: str) -> list[str]:
    """The figures that a claim compares."""
    found = CLAIM.fullmatch(claim)
    sides = (found[1], found[3]) if found else ()
    return [side for side in sides if not NUMBER.fullmatch(side)]


def failing(claims: Sequence[str], figures: Figures) -> list[str]:
    """Those that do not hold; one whose figures could not be measured is left out."""
    return [claim for claim in claims if _holds(claim, figures) is False]


def _holds(claim: str, figures: Figures) -> bool | None:
    found = CLAIM.fullmatch(claim)
    if found is None:
        return None
    left, right = (_value(side, figures) for side in (found[1], found[3]))
    return None if left is None or right is None else SIGNS[found[2]](left, right)


def _value(side: str, figures: Figures) -> float | None:
    if NUMBER.fullmatch(side):
        return float(side)
    return figures[side].value if side in figures else None
