"""Several classifiers on the same test images: which of them can be told apart, and by how much.

McNemar's test asks of each pair whether chance explains the difference; Holm's correction raises
the p-values, as one pair in twenty would be told apart by luck alone. The bootstrap draws images,
always with the answers of both, and gives the interval of the difference.

Source: core/metrics/mcnemar.py, holm.py and bootstrap.py name theirs
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from core.errors import EmbedscopeError
from core.metrics.bootstrap import measured_mean
from core.metrics.decimal import signed
from core.metrics.holm import holm
from core.metrics.mcnemar import McNemar, mcnemar
from core.metrics.metric import Metric

Hits = NDArray[np.bool_]
"""bool [n]: which test images are right."""


@dataclass(frozen=True)
class Comparison:
    """Two classifiers on the same images; `test.p` is raised where several pairs are looked at."""

    first: str
    second: str
    test: McNemar
    difference: Metric
    """Accuracy of the second less that of the first, with its 95 % interval."""


def compare(first: tuple[str, Hits], second: tuple[str, Hits], *, seed: int = 0) -> Comparison:
    """Two classifiers by name and hits; raises EmbedscopeError where they saw different images."""
    (name, one), (other, two) = first, second
    if one.shape != two.shape:
        raise EmbedscopeError(
            f"{name} was tested on {len(one):,} images and {other} on {len(two):,}: they can be "
            "compared only on the same ones."
        )
    gained = two.astype(np.int8) - one.astype(np.int8)
    return Comparison(name, other, mcnemar(one, two), measured_mean(gained, seed=seed))


def compare_all(hits: Mapping[str, Hits], *, seed: int = 0) -> list[Comparison]:
    """Every pair, in the order given, with Holm's p-values."""
    found = [compare(one, two, seed=seed) for one, two in combinations(hits.items(), 2)]
    raised = holm([each.test.p for each in found]).tolist()
    pairs = zip(found, raised, strict=True)
    return [replace(each, test=replace(each.test, p=p)) for each, p in pairs]


def in_words(found: list[Comparison]) -> list[str]:
    """Which can and which cannot be told apart, a sentence each; "" for neither is left out."""
    apart = [each for each in found if each.test.told_apart]
    alike = [each for each in found if not each.test.told_apart]
    said = []
    if apart:
        pairs = "; ".join(f"**{_better(e)}** over {_other(e)} ({_gap(e)})" for e in apart)
        said.append(f"Can be told apart: {pairs}.")
    if alike:
        pairs = "; ".join(f"{each.first} and {each.second} ({_gap(each)})" for each in alike)
        said.append(f"**Cannot be told apart:** {pairs}. That is no proof that they are equal.")
    return said


def _better(each: Comparison) -> str:
    return each.second if (each.difference.value or 0) > 0 else each.first


def _other(each: Comparison) -> str:
    return each.first if (each.difference.value or 0) > 0 else each.second


def _gap(each: Comparison) -> str:
    """The difference in accuracy with its interval, positive for the better one."""
    difference = each.difference
    value, low, high = (v or 0 for v in (difference.value, difference.low, difference.high))
    if value < 0:
        value, low, high = -value, -high, -low
    return f"{signed(value)}, {signed(low)} to {signed(high)}"
