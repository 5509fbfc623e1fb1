"""A comparison as CSV: every class, every image."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.comparison.compared import ClassDifference, Compared
from core.csv_text import Table

CLASSES = ("class", "images", "first", "second", "difference", "low", "high", "p_holm")
IMAGES = ("first_row", "second_row", "class", "first_vote", "second_vote", "overlap")


def classes_csv(found: Sequence[ClassDifference], classes: Sequence[str]) -> str:
    """Each class's share right by either side, their difference with its interval, Holm's p."""
    rows = (
        [
            classes[each.label],
            each.difference.n,
            each.first,
            each.second,
            each.difference.value,
            each.difference.low,
            each.difference.high,
            each.p,
        ]
        for each in found
    )
    return _csv(CLASSES, rows)


def images_csv(
    found: Compared, names: Sequence[str] | None, *, only: NDArray[np.bool_] | None = None
) -> str:
    """Each compared image, or `only` some: its rows, class, votes and shared neighbours; with the
    `names` of the first side's rows where it has them.
    """
    called = [*found.classes, ""]  # the last one is for -1
    places = np.arange(len(found.first)) if only is None else np.flatnonzero(only)
    columns = (found.first, found.second, found.labels, *found.votes, found.overlap)
    rows = zip(*(column[places].tolist() for column in columns), strict=True)
    return _csv(
        (*IMAGES, *(("name",) if names else ())),
        (
            [first, second, called[label], called[one], called[other], f"{overlap:.6g}"]
            + ([names[first]] if names else [])
            for first, second, label, one, other, overlap in rows
        ),
    )


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    table = Table(out)
    table.writerow(head)
    table.writerows(rows)
    return out.getvalue()
