"""Learned or not: held against always naming the most frequent class."""

from __future__ import annotations

import pytest

from core.diagnosis.learned import LITTLE, NOTHING, not_learned
from core.metrics.metric import Metric
from core.metrics.wilson import wilson


@pytest.mark.parametrize(
    ("right", "support", "how"),
    [
        (77, [70, 83], NOTHING),  # two classes: .503 where one name gives .542
        (146, [70, 83], None),
        (880, [700, 830], LITTLE),  # better than that, but barely
        (12, [10] * 10, NOTHING),
        (60, [10] * 10, None),
        (90, [90, 5, 5], NOTHING),  # the most frequent class alone
        (99, [90, 5, 5], None),
    ],
)
def test_against_the_most_frequent_class(right: int, support: list[int], how: str | None) -> None:
    found = not_learned(wilson(right, sum(support)), support)
    assert (found and found[0]) == how


def test_without_an_interval_the_value_decides() -> None:
    assert not_learned(Metric(0.5), [5, 5]) is not None
    assert not_learned(Metric(0.9), [5, 5]) is None
