"""Over seeds: against scipy's own tests, and the words that say what is known of the luck."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from core.metrics.metric import Metric
from core.metrics.student import (
    another_run,
    deviation,
    gap,
    luck_in_words,
    over_seeds_in_words,
    spread,
    within_luck,
)

FIRST, SECOND = [0.71, 0.73, 0.74, 0.70, 0.72], [0.78, 0.80, 0.75]


def test_the_deviation_is_that_of_the_runs_behind_the_mean() -> None:
    assert deviation(spread(FIRST)) == pytest.approx(np.std(FIRST, ddof=1))
    assert deviation(spread([0.7])) is None
    assert deviation(None) is None


def test_the_gap_of_two_recipes_is_welchs() -> None:
    found = gap(spread(FIRST), spread(SECOND))
    known = stats.ttest_ind(SECOND, FIRST, equal_var=False).confidence_interval()
    assert found is not None
    assert found.value == pytest.approx(np.mean(SECOND) - np.mean(FIRST))
    assert (found.low, found.high) == pytest.approx((known.low, known.high))
    assert found.n == 3


def test_another_run_lies_where_students_prediction_says() -> None:
    low, high = another_run(spread(FIRST)) or (0.0, 0.0)
    half = stats.t.ppf(0.975, 4) * np.std(FIRST, ddof=1) * np.sqrt(1 + 1 / 5)
    assert (low, high) == pytest.approx((np.mean(FIRST) - half, np.mean(FIRST) + half))


def test_ninety_five_of_a_hundred_more_runs_lie_there() -> None:
    draws = np.random.default_rng(0).normal(0.7, 0.02, (2000, 4))
    inside = [
        low <= more <= high
        for *seen, more in draws.tolist()
        for low, high in [another_run(spread(seen)) or (1.0, 0.0)]
    ]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.015)


def test_luck() -> None:
    apart, near = gap(spread(FIRST), spread(SECOND)), gap(spread(FIRST), spread([0.70, 0.75, 0.73]))
    assert (within_luck(apart), within_luck(near), within_luck(None)) == (False, True, False)
    same = gap(spread([0.5, 0.5]), spread([0.5, 0.5]))
    assert within_luck(same)
    other = gap(spread([0.5, 0.5]), spread([0.6, 0.6]))
    assert not within_luck(other)
    assert gap(spread(FIRST), Metric(0.9, 0.8, 1.0, 1)) is None


def test_words() -> None:
    assert over_seeds_in_words(None) == "one seed: its luck is unknown"
    assert "mean of 5 seeds .720, standard deviation .016" in over_seeds_in_words(spread(FIRST))
    assert "luck is unknown" in luck_in_words(None, first="a", second="b")
    apart, near = gap(spread(FIRST), spread(SECOND)), gap(spread(FIRST), spread([0.70, 0.75, 0.73]))
    assert "do not explain" in luck_in_words(apart, first="a", second="b")
    assert "not called a real" in luck_in_words(near, first="a", second="b")
