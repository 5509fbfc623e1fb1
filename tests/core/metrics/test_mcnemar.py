from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from core.metrics.mcnemar import in_words, mcnemar


def hits(both: int, first: int, second: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    one = [True] * both + [True] * first + [False] * second + [False] * neither
    two = [True] * both + [False] * first + [True] * second + [False] * neither
    return np.array(one), np.array(two)


@pytest.mark.parametrize(("first", "second"), [(3, 9), (0, 6), (12, 12), (1, 0)])
def test_few_are_counted_exactly(first: int, second: int) -> None:
    found = mcnemar(*hits(80, first, second, 5))
    assert found.exact
    assert (found.both, found.only_first, found.only_second, found.neither) == (
        80,
        first,
        second,
        5,
    )
    tail = stats.binom.cdf(min(first, second), first + second, 0.5)
    assert found.p == pytest.approx(min(1.0, 2 * tail))


@pytest.mark.parametrize(("first", "second"), [(20, 45), (100, 101), (30, 30)])
def test_many_by_chi_square(first: int, second: int) -> None:
    found = mcnemar(*hits(10, first, second, 3))
    assert not found.exact
    larger = max(abs(first - second) - 1, 0)
    assert found.p == pytest.approx(1 - stats.chi2.cdf(larger**2 / (first + second), 1))
    exact = stats.binomtest(first, first + second).pvalue
    assert found.p == pytest.approx(exact, abs=0.08)  # the correction is there to come near it


def test_the_same_answers() -> None:
    found = mcnemar(*hits(5, 0, 0, 5))
    assert (found.p, found.differ, found.told_apart) == (1.0, 0, False)
    assert "exactly the same images right" in in_words(found, "A", "B")


def test_words_say_which_is_better_only_where_it_can_be_told() -> None:
    better = in_words(mcnemar(*hits(900, 10, 60, 30)), "A", "B")
    assert "B is better" in better
    assert "p < .001" in better
    close = in_words(mcnemar(*hits(900, 12, 20, 30)), "A", "B")
    assert "cannot be told apart" in close
    assert "Only B gets 20 images right, only A 12" in close
    few = in_words(mcnemar(*hits(90, 8, 1, 1)), "A", "B")
    assert "exact binomial: p = .039" in few
    assert "A is better" in few
