"""Shares as they are written."""

import pytest

from core.metrics.decimal import decimal


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [
        (0.754, 2, ".75"),
        (0.754, 3, ".754"),
        (0.1, 2, ".10"),
        (1, 2, "1"),
        (0.996, 2, "1"),
        (0, 2, "0"),
        (0.004, 2, "< .01"),
        (0.0004, 3, "< .001"),
        (-0.25, 2, "-.25"),
        (10.5, 1, "10.5"),
    ],
)
def test_no_zero_before_the_point(share, places, text):
    assert decimal(share, places) == text
