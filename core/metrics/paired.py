"""Several classifiers on the same test images: which of them can be told apart, and by how much.

McNemar's test asks of each pair whether chance explains the difference; Holm's correction raises
the p-values, as one pair in twenty would be told apart by luck alone. The bootstrap draws images,
always with the answers of both, and gives the interval of the difference. Both speak of images
alone: where several seeds of both are known, a difference is called real only if it is more than
their luck too.

Source: core/metrics/mcnemar.py, holm.py, bootstrap.py and student.py name theirs
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
from core.metrics.student import gap, within_luck

Hits = NDArray[np.bool_]
"""bool [n]: which test images are right."""


@dataclass(frozen=True)
class Comparison:
    """Two classifiers on the same images; `test.p` is raised where several pairs are looked at."""

    first: str
    second: str
    test: McNemar
    difference: Metric
    """Accuracy of the second less that of the first, with its 95 % interval over images."""
    over_seeds: Metric | None = None
    """The same of their means over seeds, with its own; None where either is of one seed."""

    @property
    def told_apart(self) -> bool:
        """Whether neither the images nor, where they are known, the seeds explain it."""
        return self.test.told_apart and not within_luck(self.over_seeds)


def compare(
    first: tuple[str, Hits],
    second: tuple[str, Hits],
    *,
    seed: int = 0,
    over_seeds: Mapping[str, Metric | None] | None = None,
) -> Comparison:
    """Two classifiers by name and hits, and by name each one's accuracy over seeds, where it is
    known; raises EmbedscopeError where they saw different images.
    """
    (name, one), (other, two) = first, second
    if one.shape != two.shape:
        raise EmbedscopeError(
            f"{name} was tested on {len(one):,} images and {other} on {len(two):,}: they can be "
            "compared only on the same ones."
        )
    gained = two.astype(np.int8) - one.astype(np.int8)
    known = over_seeds or {}
    luck = gap(known.get(name), known.get(other))
    return Comparison(name, other, mcnemar(one, two), measured_mean(gained, seed=seed), luck)


def compare_all(
    hits: Mapping[str, Hits],
    *,
    seed: int = 0,
    over_seeds: Mapping[str, Metric | None] | None = None,
) -> list[Comparison]:
    """Every pair, in the order given, with Holm's p-values; the rest as `compare` takes it."""
    found = [
        compare(one, two, seed=seed, over_seeds=over_seeds)
        for one, two in combinations(hits.items(), 2)
    ]
    raised = holm([each.test.p for each in found]).tolist()
    pairs = zip(found, raised, strict=True)
    return [replace(each, test=replace(each.test, p=p)) for each, p in pairs]


def in_words(found: list[Comparison]) -> list[str]:
    """Which can and which cannot be told apart, a sentence each, and of which nobody knows how much
    is the seeds' luck; "" for neither is left out.
    """
    apart = [each for each in found if each.told_apart]
    luck = [each for each in found if each.test.told_apart and not each.told_apart]
    alike = [each for each in found if not each.test.told_apart]
    said = []
    if apart:
        pairs = "; ".join(f"**{_better(e)}** over {_other(e)} ({_gap(e)})" for e in apart)
        said.append(f"Can be told apart: {pairs}.")
    if luck:
        pairs = "; ".join(f"{each.first} and {each.second} ({_seeds(each)})" for each in luck)
        said.append(f"**Within the luck of the seeds**, so not called real: {pairs}.")
    if alike:
        pairs = "; ".join(f"{each.first} and {each.second} ({_gap(each)})" for each in alike)
        said.append(f"**Cannot be told apart:** {pairs}. That is no proof that they are equal.")
    if any(each.over_seeds is None for each in apart):
        said.append(
            "Where one of a pair was trained with one seed alone, how much of the difference is "
            "its luck is unknown."
        )
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


def _seeds(each: Comparison) -> str:
    """The difference of the means over seeds, second less first."""
    known = each.over_seeds or Metric(None)
    value, low, high = (signed(end or 0) for end in (known.value, known.low, known.high))
    return f"means over seeds differ by {value}, {low} to {high}"
