from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.splits import fold_of, hold_back, per_class, probe
from core.errors import BadRecipe

LABELS = st.lists(st.integers(0, 4), min_size=1, max_size=120)


@given(labels=LABELS, share=st.floats(0, 0.99), seed=st.integers(0, 99))
def test_hold_back_parts_the_whole_and_keeps_the_classes(
    labels: list[int], share: float, seed: int
) -> None:
    count = int(share * len(labels))
    train, kept = hold_back(labels, count, seed)
    assert len(kept) == count
    assert sorted([*train, *kept]) == list(range(len(labels)))
    assert list(train) == sorted(train)
    assert list(kept) == sorted(kept)
    known = np.array(labels)
    for label in set(labels):
        fair = count * np.mean(known == label)
        assert abs(np.sum(known[kept] == label) - fair) < 1


def test_a_seed_decides() -> None:
    labels = np.arange(1000) % 10
    first, again, other = (hold_back(labels, 100, seed)[1] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    # A draw, not the first ones of each class.
    assert not np.array_equal(first, np.arange(100))
    assert first.dtype == np.int64


def test_what_was_drawn_once_is_drawn_for_ever() -> None:
    """Checkpoints name their split by its seed: a change here would make their figures wrong."""
    train, kept = hold_back([0, 1] * 10, 6, seed=0)
    assert kept.tolist() == [2, 3, 4, 6, 13, 19]
    assert len(train) == 14
    assert probe([0, 1] * 10, 4, seed=3).tolist() == [3, 12, 13, 16]


@pytest.mark.parametrize("count", [-1, 20, 21])
def test_something_must_be_left_to_train_on(count: int) -> None:
    with pytest.raises(BadRecipe, match=f"{count} of 20"):
        hold_back(np.zeros(20, int), count, 0)


def test_probe_is_stratified_and_at_most_everything() -> None:
    labels = np.repeat([0, 1, 2], [60, 30, 10])
    np.testing.assert_array_equal(np.bincount(labels[probe(labels, 50, 0)]), [30, 15, 5])
    np.testing.assert_array_equal(probe(labels, 1000, 0), np.arange(100))
    with pytest.raises(BadRecipe, match="at least one"):
        probe(labels, 0, 0)


def test_per_class_draws_the_same_number_of_each() -> None:
    labels = np.repeat([0, 1, 2], [60, 30, 3])
    drawn, rest = per_class(labels, 5, 0)
    np.testing.assert_array_equal(np.bincount(labels[drawn]), [5, 5, 3])
    assert sorted([*drawn, *rest]) == list(range(93))


def test_every_image_is_kept_aside_in_one_fold() -> None:
    labels = np.repeat([0, 1], [20, 10])
    parts = [fold_of(labels, 5, fold=fold, seed=1) for fold in range(5)]
    assert sorted(np.concatenate([aside for _, aside in parts])) == list(range(30))
    for train, aside in parts:
        assert sorted([*train, *aside]) == list(range(30))
        np.testing.assert_array_equal(np.bincount(labels[aside]), [4, 2])
    np.testing.assert_array_equal(parts[2][1], fold_of(labels, 5, fold=2, seed=1)[1])


@pytest.mark.parametrize(("folds", "fold"), [(1, 0), (11, 0), (5, 5), (5, -1)])
def test_folds_that_cannot_be_made(folds: int, fold: int) -> None:
    with pytest.raises(BadRecipe, match=f"Fold {fold} of {folds}"):
        fold_of(np.repeat([0, 1], [20, 10]), folds, fold=fold, seed=0)
