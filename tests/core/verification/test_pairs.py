"""Pairs of rows: all there are, or a fair sample of them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from core.errors import BadPairs
from core.verification.pairs import every_pair


def as_set(pairs) -> set[tuple[int, int]]:
    return {
        (min(one), max(one)) for one in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    }


def test_every_pair_of_few_rows() -> None:
    labels = np.array([3, 1, -1, 3, 1, 7])
    pairs = every_pair(labels)
    assert as_set(pairs) == set(combinations([0, 1, 3, 4, 5], 2))
    assert (pairs.same == (labels[pairs.left] == labels[pairs.right])).all()
    assert pairs.whole == (2, 8)
    assert (pairs.groups[:, 0] == labels[pairs.left]).all()
    assert pairs.told() == "2 pairs of the same and 8 of different."
    families = np.array([0, 0, 0, 1, 1, 1])
    assert (every_pair(labels, groups=families).groups[:, 1] == families[pairs.right]).all()


def test_only_the_chosen_classes() -> None:
    pairs = every_pair(np.array([0, 1, 2, 0, 1, 2]), chosen=[0, 2])
    assert as_set(pairs) == set(combinations([0, 2, 3, 5], 2))


def test_a_sample_has_no_pair_twice_and_both_sorts_alike() -> None:
    labels = np.random.default_rng(0).integers(0, 20, 600)
    pairs = every_pair(labels, most=10_000, seed=1)
    assert len(as_set(pairs)) == len(pairs) == 10_000
    assert pairs.same.sum() == 5000
    assert (pairs.left != pairs.right).all()
    again = every_pair(labels, most=10_000, seed=1)
    np.testing.assert_array_equal(again.left, pairs.left)
    assert as_set(every_pair(labels, most=10_000, seed=2)) != as_set(pairs)
    assert "drawn at random from" in pairs.told()


def test_a_sample_is_even_over_the_pairs_there_are() -> None:
    """Of classes of very different size, each pair is as likely as any other of its sort."""
    labels = np.repeat([0, 1, 2], [14, 4, 2])
    times = np.zeros((20, 20))
    for seed in range(800):
        pairs = every_pair(labels, most=40, seed=seed)
        np.add.at(
            times, (np.minimum(pairs.left, pairs.right), np.maximum(pairs.left, pairs.right)), 1
        )
    upper = np.triu(np.ones((20, 20), bool), 1)
    alike = labels[:, None] == labels
    for sort in (upper & alike, upper & ~alike):
        wanted = 800 * 20 / sort.sum()
        assert np.abs(times[sort] - wanted).max() < 6 * np.sqrt(wanted)


@pytest.mark.parametrize(
    ("sizes", "most", "counts"),
    [
        ((500, 1), 1000, (500, 500)),  # all that are different, one hard to meet by chance
        ((2, *[1] * 300), 1000, (1, 999)),  # hardly any of the same
        ((300, 300), 1000, (500, 500)),
    ],
)
def test_where_one_sort_is_rare_the_other_fills_up(sizes, most, counts) -> None:
    labels = np.repeat(np.arange(len(sizes)), sizes)
    pairs = every_pair(labels, most=most)
    assert (int(pairs.same.sum()), int((~pairs.same).sum())) == counts
    assert len(as_set(pairs)) == most
    assert (pairs.same == (labels[pairs.left] == labels[pairs.right])).all()


@pytest.mark.parametrize("labels", [[], [0], [0, 0, 0], [0, 1, 2], [-1, -1, 0]])
def test_pairs_of_one_sort_alone_are_refused(labels: list[int]) -> None:
    with pytest.raises(BadPairs, match=r"show (the same thing|different things)"):
        every_pair(np.array(labels, np.int64))
