from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest

from core.errors import EmbedscopeError
from core.metrics.embedding import FIGURES
from core.metrics.metric import Metric
from core.metrics.summary import summarise

KEYS = {
    "train/knn_accuracy",
    "test/knn_accuracy",
    "test/knn31_accuracy",
    "test/knn31_roc_auc",
    "train/roc_auc",
    "test/roc_auc",
    "train/silhouette",
    "test/silhouette",
    *(f"test/{name}" for name in FIGURES),
}
NAMES = ["a", "b", "c"]


def blobs(n, seed, d=2, apart=3.0):
    rng = np.random.default_rng(seed)
    labels = rng.integers(3, size=n)
    return rng.normal(size=(n, d)) + apart * np.eye(3, d)[labels], labels


def test_figures_are_scikit_learns():
    from sklearn.metrics import confusion_matrix, roc_auc_score, silhouette_score
    from sklearn.model_selection import LeaveOneOut, cross_val_predict
    from sklearn.neighbors import KNeighborsClassifier

    (x, y), (q, t) = blobs(150, 0), blobs(90, 1)
    summary = summarise(np.float32(x), y, np.float32(q), t, classes=NAMES)
    metrics = summary.metrics
    assert set(metrics) == KEYS
    model = KNeighborsClassifier(3)
    called = cross_val_predict(model, x, y, cv=LeaveOneOut())
    assert metrics["train/knn_accuracy"].value == pytest.approx((called == y).mean())
    assert summary.confusion["train"] == confusion_matrix(y, called).tolist()
    assert metrics["test/knn_accuracy"].value == pytest.approx(model.fit(x, y).score(q, t))
    many = KNeighborsClassifier(31).fit(x, y)
    assert metrics["test/knn31_accuracy"].value == pytest.approx(many.score(q, t))
    shares = many.predict_proba(q)
    area = roc_auc_score(t, shares, multi_class="ovr")
    assert metrics["test/knn31_roc_auc"].value == pytest.approx(area)
    assert metrics["test/silhouette"].value == pytest.approx(silhouette_score(q, t), abs=1e-5)
    for name, measured in metrics.items():
        assert measured.n in (150, 90)
        if name.split("/")[1] not in ("nmi", "ami", "effective_rank"):
            assert measured.low <= measured.value <= measured.high
    json.dumps(asdict(summary), allow_nan=False)


@pytest.mark.parametrize("d", [2, 64])
def test_collapsed_embedding_is_chance(d):
    rng = np.random.default_rng(0)
    y, t = rng.integers(10, size=2000), rng.integers(10, size=1000)
    summary = summarise(np.full((2000, d), 0.1), y, np.full((1000, d), 0.1), t, classes=10)
    metrics = summary.metrics
    assert metrics["test/knn_accuracy"].value == pytest.approx(0.1, abs=0.05)
    assert metrics["test/roc_auc"].value == pytest.approx(0.5, abs=0.01)
    assert metrics["test/silhouette"].value == 0
    json.dumps(asdict(summary), allow_nan=False)


def test_few_images_and_a_class_never_seen():
    (x, y), (q, t) = blobs(12, 0), blobs(6, 1)
    summary = summarise(x, y, q, t, classes=["a", "b", "c", "absent"])
    assert np.array(summary.confusion["test"]).shape == (4, 4)
    assert summary.metrics["test/knn31_accuracy"].n == 6
    single = summarise(x, y * 0, q, t * 0, classes=1).metrics
    assert single["test/knn_accuracy"].value == 1
    assert single["test/roc_auc"].value is None
    assert single["test/silhouette"] == Metric(None, None, None, 0)


def test_diverged_run_says_so():
    (x, y), (q, t) = blobs(12, 0), blobs(6, 1)
    with pytest.raises(EmbedscopeError, match="diverged"):
        summarise(x * np.nan, y, q, t, classes=NAMES)


def test_on_classes_that_training_never_saw_the_test_images_vote_on_each_other():
    from sklearn.model_selection import LeaveOneOut, cross_val_predict
    from sklearn.neighbors import KNeighborsClassifier

    (x, y), (q, t) = blobs(60, 0), blobs(90, 1)
    found = summarise(np.float32(x), y, np.float32(q), t + 3, classes=6)
    called = cross_val_predict(KNeighborsClassifier(3), q, t + 3, cv=LeaveOneOut())
    assert found.metrics["test/knn_accuracy"].value == pytest.approx((called == t + 3).mean())
    assert found.metrics["test/knn_accuracy"].value > 0.8
    assert found.metrics["test/recall_at_1"].n == 3  # its interval is over classes
    assert np.array(found.confusion["test"])[:3].sum() == 0
    alone = summarise(np.float32(x), y, np.float32(q[:5]), np.array([3, 3, 4, 4, 5]), classes=6)
    assert alone.metrics["test/knn31_accuracy"].n == 5  # fewer than 31 others: all of them vote
