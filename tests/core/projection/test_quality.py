from __future__ import annotations

import numpy as np
import pytest
from sklearn.manifold import trustworthiness
from sklearn.metrics import silhouette_score
from sklearn.neighbors import KNeighborsClassifier

from core.errors import EmbedscopeError
from core.projection.quality import ASKED, quality, rank_figures


def made(count: int = 300) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    labels = np.arange(count) % 3
    vectors = random.normal(size=(count, 7)) + 2 * labels[:, None]
    return vectors, vectors[:, :2] + random.normal(size=(count, 2)), labels


def naive_continuity(vectors: np.ndarray, points: np.ndarray, k: int) -> float:
    n, total = len(vectors), 0
    for i in range(n):
        near = np.argsort(np.linalg.norm(vectors - vectors[i], axis=1))[1 : k + 1]
        order = np.argsort(np.linalg.norm(points - points[i], axis=1))
        total += sum(max(0, int(np.flatnonzero(order == j)[0]) - k) for j in near)
    return 1 - 2 * total / (n * k * (2 * n - 3 * k - 1))


def test_ranks_agree_with_scikit_learn_and_with_the_definition():
    vectors, points, _ = made()
    trust, kept = rank_figures(vectors, points, k=15)
    assert trust == pytest.approx(trustworthiness(vectors, points, n_neighbors=15), abs=1e-9)
    assert kept == pytest.approx(naive_continuity(vectors, points, 15), abs=1e-9)
    assert rank_figures(points, points, k=15) == (1, 1)


def test_classes_are_judged_by_the_known_alone():
    vectors, points, labels = made()
    with_unknown = labels.copy()
    with_unknown[::4] = -1
    known = with_unknown >= 0
    found = quality(vectors, points, with_unknown)
    assert found["silhouette_map"]["n"] == known.sum()
    expected = silhouette_score(points[known], labels[known])
    assert found["silhouette_map"]["value"] == pytest.approx(expected, abs=1e-6)
    near = KNeighborsClassifier(16).fit(vectors[known], labels[known])
    others = near.kneighbors(vectors[known], return_distance=False)[:, 1:]
    votes = np.stack([(labels[known][others] == c).sum(axis=1) for c in range(3)], axis=1)
    right = np.mean(votes.argmax(axis=1) == labels[known])
    assert found["knn_original"] == {"value": pytest.approx(right), "n": known.sum(), "k": 15}
    assert found["trustworthiness"]["n"] == 300


def test_a_sample_stands_for_many_and_says_how_many():
    vectors, points, labels = made(900)
    found = quality(vectors, points, labels, sample=400, seed=1)
    within = {name: each["n"] for name, each in found.items() if name != "neighbours_kept"}
    assert set(within.values()) == {400}
    assert found["neighbours_kept"]["n"] == ASKED  # of all points, whatever the sample
    assert found == quality(vectors, points, labels, sample=400, seed=1)
    whole = quality(vectors, points, labels)
    for name, each in whole.items():
        assert found[name]["value"] == pytest.approx(each["value"], abs=0.06)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_what_cannot_be_told_is_none(count: int):
    vectors, points, _ = made()
    found = quality(vectors[:count], points[:count], np.full(count, -1))
    assert found["knn_map"]["value"] is None
    assert found["silhouette_original"]["value"] is None
    assert (found["trustworthiness"]["value"] is None) == (count < 3)
    one_class = quality(vectors, points, np.zeros(300, int))
    assert one_class["knn_original"]["value"] is None


def test_other_points_are_refused():
    vectors, points, labels = made()
    with pytest.raises(EmbedscopeError, match="300 vectors, 299 points"):
        quality(vectors, points[1:], labels)
