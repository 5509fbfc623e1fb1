"""Sets of orders: how many, how far apart, the same each time."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.errors import BadRecipe
from core.tasks.jigsaw.permutations import TILES, distances, permutation_set


@pytest.mark.parametrize(
    ("count", "least"), [(2, 9), (9, 9), (16, 8), (64, 8), (72, 8), (100, 7), (504, 7), (1000, 6)]
)
def test_any_two_orders_differ_in_so_many_places(count: int, least: int) -> None:
    orders = permutation_set(count)
    assert orders.shape == (count, TILES)
    assert (np.sort(orders, axis=1) == np.arange(TILES)).all()
    apart = distances(orders)
    assert apart[~np.eye(count, dtype=bool)].min() >= least
    assert (np.diag(apart) == 0).all()


@pytest.mark.parametrize(("count", "least"), [(9, 9), (72, 8), (504, 7)])
def test_no_larger_set_reaches_that_distance(count: int, least: int) -> None:
    """Two orders that agree on the first 9 - least + 1 places would be too near: so many prefixes
    there are."""
    assert math.factorial(TILES) // math.factorial(least - 1) == count


def test_the_solved_order_comes_first_and_a_set_is_always_the_same() -> None:
    assert permutation_set(100)[0].tolist() == list(range(TILES))
    assert (permutation_set(64) == permutation_set(64)).all()
    assert not (permutation_set(16)[1:] == np.arange(TILES)).all(1).any()


@pytest.mark.parametrize("count", [0, 1, 1513])
def test_a_set_that_cannot_be_made(count: int) -> None:
    with pytest.raises(BadRecipe, match=r"2 to 1,512 members, not"):
        permutation_set(count)
