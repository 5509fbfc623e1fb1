from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from core.diagnosis.confusions import in_words, most_frequent
from core.metrics.per_class import per_class
from core.metrics.wilson import wilson_bounds


def test_the_same_as_scikit_learns() -> None:
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 6, 400)
    said = np.where(draw.random(400) < 0.6, labels, draw.integers(0, 6, 400))
    found = per_class(confusion_matrix(labels, said))
    precision, recall, f1, support = precision_recall_fscore_support(labels, said)
    np.testing.assert_allclose(found.precision, precision)
    np.testing.assert_allclose(found.recall, recall)
    np.testing.assert_allclose(found.f1, f1)
    np.testing.assert_array_equal(found.support, support)
    np.testing.assert_array_equal(found.predicted, np.bincount(said, minlength=6))


def test_nothing_to_be_a_share_of_is_no_number() -> None:
    found = per_class(np.array([[2, 0, 0], [1, 0, 0], [0, 0, 0]]))
    assert np.isnan(found.precision[1:]).all()
    assert found.recall[1] == 0
    assert np.isnan(found.recall[2])
    assert found.f1[1] == 0
    assert np.isnan(found.f1[2])


def test_wilsons_interval_is_scipys() -> None:
    part, whole = np.array([0, 3, 97, 100, 0]), np.array([10, 10, 100, 100, 0])
    low, high = wilson_bounds(part, whole)
    for i in range(4):
        expected = stats.binomtest(int(part[i]), int(whole[i])).proportion_ci(method="wilson")
        assert low[i] == pytest.approx(expected.low, abs=1e-6)
        assert high[i] == pytest.approx(expected.high, abs=1e-6)
    assert (low[4], high[4]) == (0, 1)


def test_the_most_frequent_confusions() -> None:
    matrix = np.array([[50, 3, 0], [7, 90, 3], [0, 0, 10]])
    found = most_frequent(matrix, 3)
    assert [(one.true, one.predicted, one.count) for one in found] == [
        (1, 0, 7),
        (0, 1, 3),
        (1, 2, 3),
    ]
    words = [in_words(one, ("cat", "dog", "fox")) for one in found]
    assert words[0] == "dog predicted as cat: 7 of 100 (.070), 3 the other way"
    assert words[2] == "dog predicted as fox: 3 of 100 (.030), none back"
    assert most_frequent(np.eye(3, dtype=int), 5) == []
