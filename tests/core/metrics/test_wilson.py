"""Wilson's interval against scipy's."""

from __future__ import annotations

import pytest
from scipy import stats

from core.metrics.wilson import wilson


@pytest.mark.parametrize(("right", "n"), [(0, 6), (3, 6), (6, 6), (142, 153), (9899, 10000)])
def test_it_is_scipys(right: int, n: int) -> None:
    expected = stats.binomtest(right, n).proportion_ci(method="wilson")
    found = wilson(right, n)
    assert found.value == pytest.approx(right / n)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_nothing_is_known_of_none() -> None:
    assert wilson(0, 0).value is None
