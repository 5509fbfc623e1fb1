"""Which points are taken where not all are: each class gets its share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.splits import probe
from core.embeddings.points import Rows
from core.errors import BadSource

MOST_POINTS = 20_000_000
"""What a browser can draw."""
MOST_VALUES = 1 << 28
"""Numbers in one embedding set's vectors: a gigabyte of float32."""
FEWEST = 3
"""Points that make a map."""


def sampled(
    labels: NDArray[np.int64], *, sample: int | None, seed: int, dimension: int
) -> tuple[Rows, str]:
    """Positions int64 [m], ascending, and a sentence where fewer are taken than were asked for.

    Args:
        labels: classes int64 [n], -1 unknown.
        sample: how many are asked for, None for all.
        seed: decides which.
        dimension: numbers in a point, which together must fit in memory.
    """
    asked = min(sample or len(labels), len(labels))
    most = max(FEWEST, min(MOST_POINTS, MOST_VALUES // max(dimension, 1)))
    if asked <= most:
        note = ""
    elif most == MOST_POINTS:
        note = f"A map shows at most {most:,} points: a stratified sample of {asked:,} is shown."
    else:
        note = (
            f"{asked:,} points of {dimension:,} numbers do not fit in memory: "
            f"a stratified sample of {most:,} is shown."
        )
    count = min(asked, most)
    return np.arange(len(labels)) if count == len(labels) else probe(labels, count, seed), note


def check_sample(sample: object) -> None:
    """Raises BadSource where `sample` is neither None nor a number from three up."""
    if sample is not None and (not isinstance(sample, int) or sample < FEWEST):
        raise BadSource(
            f"A sample of {sample} is too small for a map: choose {FEWEST} or more, or all."
        )
