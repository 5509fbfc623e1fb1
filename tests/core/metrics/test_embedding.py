"""Every figure of an embedding: against naive loops, scipy, and what is known of extremes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import skew

from core.metrics.effective_rank import effective_rank
from core.metrics.embedding import BY_DISTANCE, FIGURES, PLAIN, embedding_figures, judged
from core.metrics.hubness import hubness
from core.metrics.hypersphere import alignment, uniformity
from core.metrics.meanings import MEANINGS


def crowd(count: int = 120, d: int = 5) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(2)
    labels = random.integers(0, 4, count)
    return random.normal(size=(4, d))[labels] + random.normal(size=(count, d)), labels


def test_alignment_and_uniformity_are_those_of_a_loop_over_pairs() -> None:
    points, labels = crowd()
    points[3] *= 50  # length says nothing
    unit = points / np.linalg.norm(points, axis=1, keepdims=True)
    apart = ((unit[:, None] - unit[None]) ** 2).sum(axis=2)
    means, kernel = [], []
    for i, own in enumerate(labels):
        others = [j for j in range(len(labels)) if j != i]
        means.append(np.mean([apart[i, j] for j in others if labels[j] == own]))
        kernel += [np.exp(-2 * apart[i, j]) for j in others]
    assert alignment(points, labels).value == pytest.approx(np.mean(means))
    assert uniformity(points).value == pytest.approx(np.log(np.mean(kernel)), abs=1e-5)
    for found in (alignment(points, labels), uniformity(points)):
        assert found.low < found.value < found.high
        assert found.n == len(labels)


def test_effective_rank_is_the_entropy_of_singular_values() -> None:
    points, _ = crowd()
    values = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
    shares = values / values.sum()
    expected = np.exp(-(shares * np.log(shares)).sum())
    assert effective_rank(points).value == pytest.approx(expected)
    circle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    plane = np.stack([np.cos(circle), np.sin(circle), np.zeros(60)], axis=1)
    assert effective_rank(plane + 9).value == pytest.approx(2)
    assert effective_rank(plane[:, :1]).value == pytest.approx(1)
    assert effective_rank(np.full((5, 3), 0.1)).value is None


@pytest.mark.parametrize("cosine", [True, False])
def test_hubness_is_the_skewness_of_occurrences(cosine: bool) -> None:
    points, _ = crowd()
    points[7] = points.mean(axis=0)
    given = points / np.linalg.norm(points, axis=1, keepdims=True) if cosine else points
    times = np.zeros(len(points))
    for i, point in enumerate(given):
        away = ((given - point) ** 2).sum(axis=1)
        away[i] = np.inf
        times[np.argsort(away)[:10]] += 1
    found = hubness(points, cosine=cosine)
    assert found.value == pytest.approx(skew(times))
    assert found.low < found.value < found.high
    assert hubness(points[:10], cosine=cosine).value is None


def test_one_list_by_both_distances_and_each_is_explained() -> None:
    points, labels = crowd()
    found = embedding_figures(points, labels, most=1000)
    assert list(found) == list(FIGURES)
    assert all(name.partition("/")[0] in MEANINGS for name in FIGURES)
    assert set(PLAIN).isdisjoint(BY_DISTANCE)
    for cosine, part in ((False, ""), (True, "/cosine")):
        one = judged(points, labels, cosine=cosine, most=1000)
        assert found[f"map_at_r{part}"] == one.of_queries["map@r"].over_queries
        assert found[f"ami{part}"] == one.of_points["ami"]
    assert found["map_at_r"] != found["map_at_r/cosine"]
    classes = embedding_figures(points, labels, most=1000, over_classes=True)
    assert classes["map_at_r"].n == 4
    assert classes["map_at_r"].value == pytest.approx(found["map_at_r"].value)
    assert embedding_figures(points[:3], np.array([0, 1, 2]), most=10) == {}
