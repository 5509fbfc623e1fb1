"""Which way the rate is off, told from losses that say little."""

from __future__ import annotations

import numpy as np

from core.diagnosis.learning_rate import what_to_try


def test_a_rate_so_small_that_nothing_moves_is_never_told_to_be_smaller() -> None:
    random = np.random.default_rng(0)
    assert "larger, then ten times smaller" in what_to_try(2.3 + random.normal(0, 0.01, 150))
    assert "so few steps" in what_to_try(np.array([2.3] * 5))
    assert "ten times smaller." in what_to_try(np.r_[[2.3] * 20, np.nan, [np.inf] * 4])
