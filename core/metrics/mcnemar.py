"""McNemar's test: do two classifiers that saw the same images differ, or is it chance?

Only images on which exactly one of them is right count. If both are equally good, each of those is
a fair coin.

Source: McNemar, Psychometrika 12 (1947); Edwards, Psychometrika 13 (1948), the correction by 1;
Dietterich, Approximate statistical tests for comparing supervised classification learning
algorithms, Neural Computation 10 (1998)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.decimal import decimal

FEW = 25
"""Below so many images that only one has right, the exact binomial test is taken."""
LEVEL = 0.05


@dataclass(frozen=True)
class McNemar:
    """Two classifiers over the same n images."""

    both: int
    only_first: int
    only_second: int
    neither: int
    p: float
    """How likely a difference at least so large is where both are equally good."""
    exact: bool
    """Whether p is the binomial's; else chi square's with one degree of freedom."""

    @property
    def differ(self) -> int:
        """Images that exactly one has right."""
        return self.only_first + self.only_second

    @property
    def told_apart(self) -> bool:
        """Whether p is below 0.05."""
        return self.p < LEVEL


def mcnemar(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> McNemar:
    """From which images each has right, bool [n], in the same order."""
    from scipy.special import bdtr, chdtrc  # scipy.stats takes seconds to load

    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    differ = only_first + only_second
    exact = differ < FEW
    if differ == 0:
        p = 1.0
    elif exact:
        p = min(1.0, 2 * float(bdtr(min(only_first, only_second), differ, 0.5)))
    else:
        larger = max(abs(only_first - only_second) - 1, 0)
        p = float(chdtrc(1, larger**2 / differ))
    both, neither = int((first & second).sum()), int((~first & ~second).sum())
    return McNemar(both, only_first, only_second, neither, p, exact)


def in_words(found: McNemar, first: str, second: str) -> str:
    """What it means, in two or three sentences; the names are put in as they are."""
    if not found.differ:
        return f"{first} and {second} get exactly the same images right: there is no difference."
    more, less = (first, second) if found.only_first >= found.only_second else (second, first)
    most, least = max(found.only_first, found.only_second), min(found.only_first, found.only_second)
    way = "exact binomial" if found.exact else "chi square, corrected"
    equals = "" if found.p < 0.001 else "= "
    counts = (
        f"Only {more} gets {most:,} image{'s' if most != 1 else ''} right, only {less} {least:,} "
        f"(McNemar, {way}: p {equals}{p_text(found.p)})."
    )
    if found.told_apart:
        rare = "rarely" if found.p >= 0.001 else "hardly ever"
        chance = f"Chance alone {rare} does that: {more} is better on images like these."
    else:
        chance = (
            "Two equally good models may well differ as much: they cannot be told apart here. That "
            "is no proof that they are equal."
        )
    return f"{counts} {chance}"


def p_text(p: float) -> str:
    """A p-value as papers print it: .034, or < .001."""
    return "< .001" if p < 0.001 else decimal(p, 3)
