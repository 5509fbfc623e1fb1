"""A probability stays within what was judged."""

from __future__ import annotations

import numpy as np
import pytest

from core.metrics.stated import share_near, stated
from core.metrics.wilson import wilson

RANDOM = np.random.default_rng(0)
KIN = np.sort(RANDOM.normal(1, 1, 900))
OTHERS = np.sort(RANDOM.normal(-1, 1, 900))


def test_a_curve_beyond_all_pairs_is_held_back() -> None:
    """The issue's case: a score beyond the judged ones was called 100 %."""
    said = stated(50.0, KIN, OTHERS, curve=0.9999)
    assert said.beyond
    assert said.probability == said.high < 1.0 or said.low > 0.98
    assert said.pairs == 200
    low = stated(-50.0, KIN, OTHERS, curve=0.0)
    assert low.beyond
    assert low.probability == pytest.approx(0.0, abs=0.02)


def test_a_curve_that_fits_is_not_moved_and_one_that_is_off_is() -> None:
    truth = 1 / (1 + np.exp(-2 * 0.3))  # of two normals of equal width
    said = stated(0.3, KIN, OTHERS, curve=truth)
    assert said.probability == pytest.approx(truth)
    assert said.low < truth < said.high
    assert not said.beyond
    off = stated(0.3, KIN, OTHERS, curve=0.99)
    assert off.probability == off.high < 0.8


def test_the_share_is_that_of_the_nearest_and_both_sorts_weigh_as_halves() -> None:
    plain = share_near(0.0, KIN, OTHERS, nearest=100)
    every = np.concatenate([KIN, OTHERS])
    rows = np.argsort(np.abs(every))[:100]
    known = wilson(int((rows < 900).sum()), 100)
    assert plain.value == pytest.approx(known.value)
    assert (plain.low, plain.high) == pytest.approx((known.low, known.high))
    fewer = share_near(0.0, KIN, OTHERS[::3], nearest=100)
    assert fewer.value == pytest.approx(plain.value, abs=0.12)
    assert fewer.high - fewer.low > plain.high - plain.low
