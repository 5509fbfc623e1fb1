"""Margin schedules: where they start, where they end, what moves them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UnknownName
from core.losses import margins


def after(schedule: str, current: float, **changes: float) -> float:
    settings = {"start": 0.1, "end": 1.0, "progress": 0.5, "easy": 0.5, **changes}
    return margins.next_margin(schedule, current, **settings)


def test_constant_stays() -> None:
    assert after("constant", 0.7, easy=1.0) == 0.1


@pytest.mark.parametrize(("progress", "expected"), [(0, 0.1), (0.5, 0.55), (1, 1.0), (2, 1.0)])
def test_linear_grows_in_a_straight_line(progress: float, expected: float) -> None:
    assert after("linear", 0.3, progress=progress) == pytest.approx(expected)


def test_linear_without_an_end_grows_tenfold() -> None:
    assert after("linear", 0.1, end=None, progress=1.0) == pytest.approx(1.0)


def test_adaptive_follows_the_easy_triplets() -> None:
    assert after("adaptive", 0.5, easy=0.9) > 0.5
    assert after("adaptive", 0.5, easy=0.1) < 0.5
    assert after("adaptive", 0.5, easy=0.5) == pytest.approx(0.5)
    assert after("adaptive", 0.5, easy=math.nan) == 0.5


@given(st.floats(0.01, 100), st.floats(0, 1))
def test_adaptive_stays_between_start_and_end(current: float, easy: float) -> None:
    assert 0.1 <= after("adaptive", current, easy=easy) <= 1.0


def test_unknown_schedule() -> None:
    with pytest.raises(UnknownName, match="adaptive"):
        after("quadratic", 0.1)
