"""Two sides over the same images: shared neighbours, votes, flips, classes."""

from __future__ import annotations

from core.inference.wire import Named


def answer(
    *, first: str, second: str, k: int, by: str, same: str, most: int, seed: int = 0
) -> Named:
    """What core.comparison.compared.Compared holds, by its names there; `figures` of the votes and
    of the nearest (core.metrics.paired.Comparison); and of each class `of_label`,
    `of_first`, `of_second`, `of_difference`, `of_low`, `of_high`, `of_count`, `of_p`.

    Raises NotComparable, UnknownName, RunBroken, EmbeddingSetBroken, BadPairs.
    """
    from dataclasses import asdict

    import numpy as np

    from core.comparison.compared import (
        Question,
        classes_compared,
        compare_sides,
        votes_compared,
    )
    from core.comparison.sides import find_side

    asked = Question(k=k, by=by, same=same, most=most, seed=seed)
    found = compare_sides(find_side(first), find_side(second), asked)
    votes, nearest = votes_compared(found)
    classes = classes_compared(found)
    gaps = [each.difference for each in classes]
    return {
        **asdict(found),
        "classes": list(found.classes),
        "figures": {"votes": asdict(votes), "nearest": asdict(nearest)},
        "of_label": np.array([each.label for each in classes], np.int64),
        "of_first": np.array([each.first for each in classes]),
        "of_second": np.array([each.second for each in classes]),
        "of_difference": np.array([each.value for each in gaps], np.float64),
        "of_low": np.array([each.low for each in gaps], np.float64),
        "of_high": np.array([each.high for each in gaps], np.float64),
        "of_count": np.array([each.n for each in gaps], np.int64),
        "of_p": np.array([each.p for each in classes]),
    }
