"""The mean of repeated runs: Student's interval, and paired differences."""

from __future__ import annotations

import math

import pytest

from core.sweeps.repeats import difference, spread


def test_the_interval_is_students():
    """Student 1908, table of the additional hours of sleep: mean .75 of ten, deviation 1.79."""
    hours = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    found = spread(hours)
    assert found.value == pytest.approx(0.75)
    assert (found.low, found.high) == pytest.approx((-0.5298, 2.0298), abs=1e-3)
    assert found.n == 10


@pytest.mark.parametrize("figures", [[], [math.nan], [1.0, math.inf]])
def test_what_cannot_be_told_has_no_value(figures):
    assert spread(figures).value is None


def test_one_run_has_no_interval():
    assert (spread([0.5]).value, spread([0.5]).low) == (0.5, None)


def test_differences_are_taken_on_the_repeats_that_both_have():
    first, second = {"a": 0.9, "b": 0.8, "c": 0.1}, {"a": 0.8, "b": 0.6, "d": 1.0}
    found = difference(first, second)
    assert found.value == pytest.approx(0.15)
    assert found.n == 2
