from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics.classification import (
    accuracy,
    areas_from_counts,
    confusion,
    macro_auc,
    predict,
    vote_shares,
)
from core.metrics.neighbours import neighbours


def test_votes_by_hand():
    shares = vote_shares(np.array([[0, 1, 2], [3, 3, 1]]), np.array([2, 0, 2, 1]), classes=3)
    np.testing.assert_allclose(shares, [[1 / 3, 0, 2 / 3], [1 / 3, 2 / 3, 0]])
    assert predict(shares).tolist() == [2, 1]
    assert predict(np.array([[0.5, 0.5, 0], [0, 0.5, 0.5]])).tolist() == [0, 1]


def test_same_classifier_as_scikit_learn():
    from sklearn.neighbors import KNeighborsClassifier

    rng = np.random.default_rng(0)
    x, y, q = rng.normal(size=(800, 2)), rng.integers(5, size=800), rng.normal(size=(300, 2))
    x, q = np.float32(x), np.float32(q)
    model = KNeighborsClassifier(3).fit(x, y)
    shares = vote_shares(neighbours(x, q, k=3)[0], y, classes=5)
    np.testing.assert_allclose(shares, model.predict_proba(q), atol=1e-6)
    np.testing.assert_array_equal(predict(shares), model.predict(q))


def test_accuracy_and_confusion_by_hand():
    labels, called = np.array([0, 0, 1, 2, 2]), np.array([0, 1, 1, 2, 0])
    assert accuracy(called, labels) == pytest.approx(0.6)
    assert confusion(called, labels, classes=3).tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 1]]


@given(st.integers(0, 10_000), st.integers(2, 6), st.sampled_from([1, 3, 5]))
@settings(max_examples=40)
def test_auc_is_scikit_learns(seed, classes, k):
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(seed)
    labels = np.concatenate([np.arange(classes), rng.integers(classes, size=60)])
    stored = rng.integers(classes, size=40)
    shares = vote_shares(rng.integers(40, size=(len(labels), k)), stored, classes=classes)
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-6)
    each = [roc_auc_score(labels == c, shares[:, c]) for c in range(classes)]
    assert macro_auc(shares, labels) == pytest.approx(np.mean(each))


@given(st.integers(0, 10_000))
@settings(max_examples=30)
def test_auc_does_not_care_for_order_or_monotone_maps(seed):
    rng = np.random.default_rng(seed)
    labels, scores = rng.integers(3, size=50), rng.integers(4, size=(50, 3)) / 3
    value = macro_auc(scores, labels)
    turn = rng.permutation(50)
    assert macro_auc(scores[turn], labels[turn]) == pytest.approx(value)
    assert macro_auc(np.exp(2 * scores) - 1, labels) == pytest.approx(value)
    assert macro_auc(-scores, labels) == pytest.approx(1 - value)


def test_auc_at_its_ends():
    labels = np.array([0, 1, 0, 1])
    assert macro_auc(np.eye(2)[labels], labels) == 1
    assert macro_auc(np.full((4, 2), 0.5), labels) == 0.5
    assert np.isnan(macro_auc(np.ones((4, 1)), np.zeros(4, int)))
    # a third class that nobody belongs to has no curve
    assert macro_auc(np.eye(3)[labels], labels) == 1
    assert np.isnan(areas_from_counts(np.array([[0, 0]]), np.array([[1, 2]]))[0])
