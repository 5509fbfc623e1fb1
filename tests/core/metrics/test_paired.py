"""Which classifiers can be told apart: McNemar by scipy, Holm by hand, words."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from core.errors import EmbedscopeError
from core.metrics.paired import compare, compare_all, in_words
from core.metrics.student import spread


def hits(right: int, n: int = 200, start: int = 0) -> np.ndarray:
    found = np.zeros(n, bool)
    found[start : start + right] = True
    return found


def test_a_pair() -> None:
    found = compare(("a", hits(150)), ("b", hits(170, start=10)))
    assert (found.test.only_first, found.test.only_second) == (10, 30)
    assert found.difference.value == pytest.approx(0.1)
    assert found.difference.low < 0.1 < found.difference.high
    assert found.test.p < 0.01


def test_holm_raises_the_p_values() -> None:
    one = {"a": hits(150), "b": hits(156), "c": hits(158)}
    raw = [compare(*pair).test.p for pair in ((("a", one["a"]), ("b", one["b"])),
                                              (("a", one["a"]), ("c", one["c"])),
                                              (("b", one["b"]), ("c", one["c"])))]  # fmt: skip
    assert raw == pytest.approx([stats.binomtest(0, n, 0.5).pvalue for n in (6, 8, 2)])
    # ascending: .0078 (a, c) times 3; .0313 (a, b) times 2; .5 (b, c) times 1
    raised = [each.test.p for each in compare_all(one)]
    assert raised == pytest.approx([2 * raw[0], 3 * raw[1], raw[2]])


def test_words_name_the_better_one_first() -> None:
    said = in_words(compare_all({"weak": hits(100), "good": hits(180), "same": hits(179)}))
    assert said[0].startswith("Can be told apart: **good** over weak (+.400, ")
    assert "**same** over weak" in said[0]
    assert "Cannot be told apart:** good and same (+.005, " in said[1]
    assert "no proof that they are equal" in said[1]


def test_other_images_cannot_be_compared() -> None:
    with pytest.raises(EmbedscopeError, match="same ones"):
        compare(("a", hits(3)), ("b", hits(3, n=100)))


def test_a_difference_within_the_luck_of_the_seeds_is_not_called_real() -> None:
    lucky = {"weak": spread([0.4, 0.7, 0.9]), "good": spread([0.5, 0.8, 0.9]), "other": None}
    (found,) = compare_all({"weak": hits(100), "good": hits(180)}, over_seeds=lucky)
    assert found.test.told_apart
    assert not found.told_apart
    assert in_words([found])[0].startswith("**Within the luck of the seeds**")
    steady = {"weak": spread([0.50, 0.51, 0.49]), "good": spread([0.90, 0.91, 0.89])}
    (found,) = compare_all({"weak": hits(100), "good": hits(180)}, over_seeds=steady)
    assert found.told_apart
    (said,) = in_words([found])
    assert "luck" not in said
    (found,) = compare_all({"weak": hits(100), "other": hits(180)}, over_seeds=lucky)
    assert "its luck is unknown" in in_words([found])[-1]
