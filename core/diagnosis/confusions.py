"""The most frequent confusions, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.decimal import decimal


@dataclass(frozen=True)
class Confusion:
    """Images of the class `true` predicted as the class `predicted`: `count` of its `of`; `back` of
    them are the other way round.
    """

    true: int
    predicted: int
    count: int
    of: int
    back: int


def most_frequent(matrix: NDArray[np.integer], most: int) -> list[Confusion]:
    """The fullest cells off the diagonal of counts [c, c] (rows true), at most `most`, none empty.

    Equally full ones: the larger share of its class first, then by class number.
    """
    off = np.array(matrix, np.int64)
    np.fill_diagonal(off, 0)
    totals = matrix.sum(axis=1)
    rows, columns = np.nonzero(off)
    order = np.lexsort((columns, rows, totals[rows], -off[rows, columns]))[:most]
    return [
        Confusion(int(i), int(j), int(off[i, j]), int(totals[i]), int(off[j, i]))
        for i, j in zip(rows[order], columns[order], strict=True)
    ]


def in_words(found: Confusion, classes: Sequence[str]) -> str:
    """Such as "4 predicted as 9: 12 of 982 (.012), 7 the other way"."""
    true, predicted = classes[found.true], classes[found.predicted]
    share = found.count / found.of
    words = (
        f"{true} predicted as {predicted}: {found.count:,} of {found.of:,} ({decimal(share, 3)})"
    )
    return f"{words}, {found.back:,} the other way" if found.back else f"{words}, none back"
