"""Figures of explaining maps: against scipy and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from core.metrics.explanation import area, cells, order, rank_correlation


def test_rank_correlation_is_scipys_and_knows_maps_that_say_nothing() -> None:
    random = np.random.default_rng(0)
    first, second = random.integers(0, 9, (2, 6, 7)).astype(float)  # with ties
    expected = spearmanr(first.ravel(), second.ravel()).statistic
    assert rank_correlation(first, second) == pytest.approx(expected)
    assert rank_correlation(first, np.exp(first)) == pytest.approx(1)
    assert rank_correlation(first, -first) == pytest.approx(-1)
    assert rank_correlation(np.zeros((6, 7)), first) is None
    assert rank_correlation(first, np.zeros((6, 7))) == 0


def test_cells_are_means_of_equal_parts() -> None:
    heat = np.arange(24.0).reshape(4, 6)
    halves = [
        [heat[:2, :3].mean(), heat[:2, 3:].mean()],
        [heat[2:, :3].mean(), heat[2:, 3:].mean()],
    ]
    assert cells(heat, 2) == pytest.approx(np.array(halves))
    assert cells(np.array([[1.0, 3.0]]), 4) == pytest.approx(np.tile([1, 1, 3, 3], (4, 1)))
    assert cells(heat, 3).mean() == pytest.approx(heat.mean())


def test_order_and_area() -> None:
    assert order(np.array([[1.0, 9.0], [5.0, 0.0]])).tolist() == [1, 2, 0, 3]
    level = order(np.zeros((5, 5)))
    assert sorted(level.tolist()) == list(range(25))
    assert level.tolist() != list(range(25))
    assert area(np.array([1.0, 0.0])) == pytest.approx(0.5)
    assert area(np.array([1.0, 0.5, 0.5])) == pytest.approx(0.625)
