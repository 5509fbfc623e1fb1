"""Shared neighbours against Python's sets."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import EmbedscopeError
from core.metrics.neighbour_overlap import by_chance, changed, overlap

RANDOM = np.random.default_rng(0)


def drawn(n: int, k: int) -> np.ndarray:
    return np.stack([RANDOM.permutation(n)[:k] for _ in range(n)])


@pytest.mark.parametrize("k", [1, 3, 7])
def test_jaccard_of_sets(k: int) -> None:
    first, second = drawn(12, k), drawn(12, k)
    expected = [
        len(set(one) & set(other)) / len(set(one) | set(other))
        for one, other in zip(first.tolist(), second.tolist(), strict=True)
    ]
    np.testing.assert_allclose(overlap(first, second), expected)
    assert (overlap(first, first[:, ::-1]) == 1).all()


def test_what_became_of_one_points_neighbours_nearest_first() -> None:
    change = changed(np.array([5, 2, 9, 4]), np.array([9, 1, 5, 0]))
    assert change.kept.tolist() == [5, 9]
    assert change.lost.tolist() == [2, 4]
    assert change.gained.tolist() == [1, 0]


def test_chance_is_what_random_neighbours_share() -> None:
    found = np.mean([overlap(drawn(60, 10), drawn(60, 10)).mean() for _ in range(40)])
    assert found == pytest.approx(by_chance(61, 10), abs=0.01)


def test_other_shapes_are_refused() -> None:
    with pytest.raises(EmbedscopeError, match="as many neighbours"):
        overlap(drawn(5, 2), drawn(5, 3))
