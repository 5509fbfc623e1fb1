from __future__ import annotations

import numpy as np
import pytest

from core.metrics.silhouette import silhouette, silhouette_values


def naive(points, labels):
    """The formula, point by point, with |C| - 1 in a and the next class in b."""
    values = []
    for i in range(len(points)):
        away = np.sqrt(((points - points[i]) ** 2).sum(axis=1))
        own = labels == labels[i]
        if own.sum() == 1:
            values.append(0.0)
            continue
        a = away[own].sum() / (own.sum() - 1)
        b = min(away[labels == c].mean() for c in set(labels) - {labels[i]})
        values.append((b - a) / max(a, b))
    return np.array(values)


def test_by_hand():
    points, labels = np.array([[0.0], [1.0], [4.0]]), np.array([0, 0, 1])
    assert silhouette_values(points, labels).tolist() == pytest.approx([0.75, 2 / 3, 0])


@pytest.mark.parametrize("d", [1, 2, 10])
def test_same_as_naive_and_scikit_learn(d):
    from sklearn.metrics import silhouette_score

    rng = np.random.default_rng(d)
    labels = rng.integers(4, size=90)
    points = rng.normal(size=(90, d)) + labels[:, None]
    np.testing.assert_allclose(silhouette_values(points, labels), naive(points, labels), atol=1e-7)
    assert silhouette(points, labels) == pytest.approx(silhouette_score(points, labels))


def test_collapsed_is_zero():
    labels = np.arange(40) % 4
    assert silhouette(np.full((40, 2), 0.3, np.float32), labels) == 0
    assert silhouette(np.zeros((40, 2)), labels) == 0


def test_tiny_clump_far_away_keeps_its_shape():
    rng = np.random.default_rng(0)
    labels = rng.integers(3, size=200)
    points = np.float32(1 + 1e-4 * (rng.normal(size=(200, 2)) + 4 * labels[:, None]))
    assert silhouette(points, labels) == pytest.approx(
        silhouette((points.astype(float) - 1) * 1e4, labels), abs=1e-6
    )


def test_nothing_to_say_about_one_class():
    assert np.isnan(silhouette(np.zeros((5, 2)), np.zeros(5, int)))
    assert np.isnan(silhouette(np.zeros((5, 2)), np.arange(5)))


def test_sample_is_stated_seeded_and_fair():
    rng = np.random.default_rng(0)
    labels = rng.integers(3, size=3000)
    points = rng.normal(size=(3000, 2)) + 2 * labels[:, None]
    values = silhouette_values(points, labels, sample=1000, seed=4)
    assert len(values) == 1000
    np.testing.assert_array_equal(values, silhouette_values(points, labels, sample=1000, seed=4))
    assert values.mean() == pytest.approx(silhouette(points, labels), abs=0.03)
