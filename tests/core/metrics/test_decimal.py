"""Shares as they are written."""

import pytest

from core.metrics.decimal import between, decimal, signed


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [
        (0.754, 2, ".75"),
        (0.754, 3, ".754"),
        (0.1, 2, ".10"),
        (1, 2, "1"),
        (0.994, 2, ".99"),
        (0.996, 2, "> .99"),
        (0.99996, 3, "> .999"),
        (0, 2, "0"),
        (0.004, 2, "< .01"),
        (0.0004, 3, "< .001"),
        (-0.25, 2, "-.25"),
        (-0.0004, 3, "0"),
        (10.5, 1, "10.5"),
    ],
)
def test_no_zero_before_the_point(share, places, text):
    assert decimal(share, places) == text


@pytest.mark.parametrize(
    ("difference", "text"),
    [(0.0324, "+.032"), (-0.01, "-.010"), (0.0004, "0"), (-0.0004, "0"), (0, "0"), (1, "+1.000")],
)
def test_a_difference_has_its_sign(difference, text):
    assert signed(difference) == text


def test_what_nobody_measured_is_a_dash_and_no_zero():
    assert decimal(None) == "–"
    assert between(None, 0.9) == between(0.8, None) == "–"
    assert between(0.8891, 0.947) == ".889 to .947"
