from __future__ import annotations

import itertools

import numpy as np
import pytest

from core.metrics.class_order import clustered, likeness


def test_likeness_is_the_mean_of_both_shares() -> None:
    found = likeness(np.array([[8, 2], [3, 1]]))
    np.testing.assert_allclose(found, [[0.8, (0.2 + 0.75) / 2], [(0.2 + 0.75) / 2, 0.25]])


def test_confused_classes_come_to_lie_together() -> None:
    """Three groups, shuffled: each must be contiguous in the new order."""
    groups = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2])
    matrix = np.where(groups[:, None] == groups, 20, 0) + 100 * np.eye(9, dtype=int) + 1
    order = clustered(matrix)
    assert sorted(order) == list(range(9))
    assert [len(list(run)) for _, run in itertools.groupby(groups[order])] == [3, 3, 3]


def test_no_order_of_a_chain_is_better() -> None:
    """Each class is taken for the next in a chain: of all orders none joins more alike pairs."""
    chain = [3, 0, 4, 1, 2]
    matrix = 50 * np.eye(5, dtype=int)
    for a, b in itertools.pairwise(chain):
        matrix[a, b] = matrix[b, a] = 20
    alike = likeness(matrix)

    def joined(order: tuple[int, ...]) -> float:
        return sum(alike[a, b] for a, b in itertools.pairwise(order))

    found = tuple(int(i) for i in clustered(matrix))
    best = max(joined(order) for order in itertools.permutations(range(5)))
    assert joined(found) == pytest.approx(best)
    assert found in (tuple(chain), tuple(reversed(chain)))


@pytest.mark.parametrize("count", [1, 2])
def test_few_classes_stay_as_they_are(count: int) -> None:
    assert list(clustered(np.ones((count, count), int))) == list(range(count))


def test_classes_without_images_are_no_error() -> None:
    assert sorted(clustered(np.zeros((4, 4), int))) == [0, 1, 2, 3]
