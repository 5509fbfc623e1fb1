"""Whether two classifiers that saw the same test images can be told apart.

Only images on which one is right and the other wrong tell them apart. McNemar's exact test asks how
often a fair coin would divide those as unevenly; the bootstrap draws images, always with both
answers, and gives the interval of the difference.

Source: McNemar, Note on the sampling error of the difference between correlated proportions,
Psychometrika 1947; Dietterich, Approximate statistical tests for comparing supervised
classification learning algorithms, Neural Computation 1998; Holm, A simple sequentially rejective
multiple test procedure, Scandinavian Journal of Statistics 1979
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from core.errors import EmbedscopeError
from core.evaluation.bootstrap import Measured, measured_mean

LEVEL = 0.05
Hits = NDArray[np.bool_]
"""bool [n]: which test images are right."""


@dataclass(frozen=True)
class Comparison:
    """Two classifiers on the same images."""

    first: str
    second: str
    only_first: int
    """Images that the first has right and the second wrong;"""
    only_second: int
    """and the other way round."""
    difference: Measured
    """Accuracy of the second less that of the first, with its 95 % interval."""
    p: float
    """McNemar's, exact, two-sided; raised after Holm where several pairs are compared."""

    @property
    def told_apart(self) -> bool:
        """Whether the difference is more than chance explains, at the level of 5 %."""
        return self.p < LEVEL


def mcnemar(only_first: int, only_second: int) -> float:
    """The exact two-sided p-value; 1 where the two never differ."""
    n, fewer = only_first + only_second, min(only_first, only_second)
    tail = sum(comb(n, k) for k in range(fewer + 1))
    return min(1.0, float(2 * tail / 2**n))


def compare(first: tuple[str, Hits], second: tuple[str, Hits], *, seed: int = 0) -> Comparison:
    """Two classifiers by name and hits; raises EmbedscopeError where they saw different images."""
    (name, one), (other, two) = first, second
    if one.shape != two.shape:
        raise EmbedscopeError(
            f"{name} was tested on {len(one):,} images and {other} on {len(two):,}: they can be "
            "compared only on the same ones."
        )
    a, b = int((one & ~two).sum()), int((two & ~one).sum())
    gained = two.astype(np.int8) - one.astype(np.int8)
    return Comparison(name, other, a, b, measured_mean(gained, seed=seed), mcnemar(a, b))


def compare_all(hits: Mapping[str, Hits], *, seed: int = 0) -> list[Comparison]:
    """Every pair, in the order given; the p-values are Holm's, as several are looked at."""
    found = [compare(one, two, seed=seed) for one, two in combinations(hits.items(), 2)]
    raised, lowest = list(found), 0.0
    for rank, place in enumerate(np.argsort([each.p for each in found], kind="stable")):
        lowest = max(lowest, min(1.0, found[place].p * (len(found) - rank)))
        raised[place] = replace(found[place], p=lowest)
    return raised
