"""The figures of a frame against those of core.metrics and scikit-learn, and known values."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from core.metrics.classification import predict, vote_shares
from core.metrics.neighbours import neighbours, neighbours_within
from core.metrics.spread import spread
from core.metrics.wilson import wilson as wilson_of_core
from embedscope.folder import compact
from embedscope.measures import SAMPLE, effective_rank, measures
from embedscope.result import card, wilson

LABELS = np.random.default_rng(1).integers(0, 4, 150)
POINTS = (np.random.default_rng(0).normal(size=(150, 6)) + LABELS[:, None]).astype(np.float32)


def test_they_equal_those_of_core() -> None:
    found = measures(POINTS, LABELS)
    near, _ = neighbours_within(POINTS, k=10)
    votes = predict(vote_shares(near, LABELS, classes=4))
    assert found["knn_accuracy"] == pytest.approx((votes == LABELS).mean())
    assert found["spread"] == pytest.approx(spread(POINTS), rel=1e-6)
    assert found["silhouette"] == pytest.approx(silhouette_score(POINTS, LABELS), abs=1e-6)
    counts = np.bincount(near.ravel(), minlength=150).astype(float)
    skewness = ((counts - 10) ** 3).mean() / counts.std() ** 3
    assert found["hubness"] == pytest.approx(skewness)


def test_effective_rank_counts_directions() -> None:
    draw = np.random.default_rng(0)
    assert effective_rank(np.outer(np.arange(9.0), [1.0, 2.0])) == pytest.approx(1)
    assert effective_rank(np.vstack([np.eye(5), -np.eye(5)])) == pytest.approx(5)
    assert effective_rank(np.zeros((4, 3))) == 0
    wide = draw.normal(size=(20, 300))
    assert effective_rank(wide - wide.mean(0)) < 20


@pytest.mark.parametrize(
    "points", [np.zeros((6, 2)), np.full((6, 2), np.nan), np.ones((1, 2)), np.eye(6)]
)
def test_no_embedding_breaks_them(points: np.ndarray) -> None:
    labels = np.arange(len(points)) % 2
    found = measures(points.astype(np.float32), labels)
    assert set(found) == set(measures(POINTS, LABELS))


def test_points_alone_in_their_class_count_nothing() -> None:
    labels = np.array([0, 0, 0, 1])
    points = np.array([[0.0], [0.1], [0.2], [9.0]], np.float32)
    assert measures(points, labels)["silhouette"] == pytest.approx(
        silhouette_score(points, labels), abs=1e-6
    )
    assert np.isnan(measures(points, np.arange(4))["silhouette"])


def test_of_many_points_always_the_same_are_looked_at() -> None:
    draw = np.random.default_rng(0)
    points = draw.normal(size=(SAMPLE * 2, 2)).astype(np.float32)
    labels = np.arange(len(points)) % 3
    assert measures(points, labels) == measures(points, labels)


def test_half_precision_moves_nothing_that_matters() -> None:
    assert compact(POINTS).dtype == np.float16
    assert compact(POINTS * np.float32(1e-9)).dtype == np.float32
    assert compact(POINTS * np.float32(1e9)).dtype == np.float32


def figures(test: object, train: object = None) -> dict:
    made = card(
        name="a",
        title="a",
        classes=["a"],
        seconds=1.0,
        steps=1,
        test=test,
        train=train,
        metrics={},
        verdict="",
    )
    return made["metrics"]


def test_test_images_are_voted_on_by_the_training_images_or_by_each_other() -> None:
    test, train = (POINTS[:50], LABELS[:50]), (POINTS[50:], LABELS[50:])
    near, _ = neighbours(train[0], test[0], k=3)
    right = predict(vote_shares(near, train[1], classes=4)) == test[1]
    assert figures(test, train)["test/knn_accuracy"]["value"] == pytest.approx(right.mean())
    near, _ = neighbours_within(POINTS, k=3)
    right = predict(vote_shares(near, LABELS, classes=4)) == LABELS
    said = figures((POINTS, LABELS))["test/knn_accuracy"]
    assert said["value"] == pytest.approx(right.mean())
    same = wilson_of_core(int(right.sum()), 150)
    assert (said["low"], said["high"]) == pytest.approx((same.low, same.high))
    assert wilson(3, 3)[1] == 1.0
