"""Whether a figure is the reported one: the images' luck, the seed's, and what nobody knows."""

from __future__ import annotations

import pytest

from core.metrics.metric import Metric
from core.metrics.student import spread
from core.studies.agreement import ALIKE, APART, LUCK, PERHAPS, UNKNOWN, agreement, reported_metric


def test_a_reported_share_has_wilsons_interval_in_its_own_unit() -> None:
    found = reported_metric(37.66, n=10_000, times=100)
    assert (found.low, found.high) == pytest.approx((36.71, 38.61), abs=0.02)  # ± 1.96 sqrt(pq / n)
    assert reported_metric(0.0621, n=None, times=None) == Metric(0.0621)


def test_words() -> None:
    reported = reported_metric(0.72, n=200, times=None)
    near, far = Metric(0.70, 0.62, 0.78, 153), Metric(0.50, 0.42, 0.58, 153)
    assert agreement(reported, near, None) == ALIKE
    assert agreement(reported, far, None) == PERHAPS
    assert agreement(reported, far, spread([0.50, 0.52, 0.51])) == APART
    assert agreement(reported, far, spread([0.50, 0.75, 0.60])) == LUCK
    assert agreement(reported, None, None) == UNKNOWN


def test_a_count_has_no_luck() -> None:
    assert agreement(Metric(813_600), Metric(813_600), None) == ALIKE
    assert agreement(Metric(813_600), Metric(813_000), None) == APART
