from __future__ import annotations

import numpy as np
import pytest

from core.metrics.spread import spread


def test_by_hand():
    assert spread(np.array([[0.0, 0], [3, 4], [3, 0]])) == pytest.approx((5 + 3 + 4) / 3)
    assert spread(np.zeros((1, 2))) == 0
    assert spread(np.full((5000, 2), 0.3)) == 0


def test_sample_is_close_to_all_pairs():
    points = np.random.default_rng(0).normal(size=(2000, 2))
    assert spread(points, pairs=50_000) == pytest.approx(spread(points, pairs=10**7), rel=0.02)
    assert spread(7 * points) == pytest.approx(7 * spread(points), rel=1e-5)
