"""Retrieval: against pytorch-metric-learning's own figures, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from pytorch_metric_learning.distances import CosineSimilarity, LpDistance
from pytorch_metric_learning.utils.inference import CustomKNN

from core.errors import EmbedscopeError
from core.metrics import retrieval
from core.metrics.retrieval import HUB, figures, of_classes, retrieved


def crowd(count: int = 300, classes: int = 12, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Overlapping groups of very different size."""
    random = np.random.default_rng(seed)
    labels = np.minimum(random.geometric(0.2, count) - 1, classes - 1)
    middle = random.normal(size=(classes, 6)) * 1.2
    return (middle[labels] + random.normal(size=(count, 6))).astype(np.float32), labels


@pytest.mark.parametrize("cosine", [True, False])
def test_figures_are_those_of_pytorch_metric_learning(
    cosine: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator

    vectors, labels = crowd()
    monkeypatch.setattr(retrieval, "CELLS", 7000)  # in several blocks
    found = retrieved(vectors, labels, most=1000, cosine=cosine)
    distance = CosineSimilarity() if cosine else LpDistance(normalize_embeddings=False)
    theirs = AccuracyCalculator(
        include=("precision_at_1", "r_precision", "mean_average_precision_at_r"),
        k="max_bin_count",
        device=torch.device("cpu"),
        knn_func=CustomKNN(distance),
    ).get_accuracy(torch.tensor(vectors), torch.tensor(labels))
    ours = {name: each.over_queries.value for name, each in figures(found, labels).items()}
    assert ours["recall@1"] == pytest.approx(theirs["precision_at_1"], abs=1e-6)
    assert ours["r_precision"] == pytest.approx(theirs["r_precision"], abs=1e-6)
    assert ours["map@r"] == pytest.approx(theirs["mean_average_precision_at_r"], abs=1e-6)
    assert ours["recall@1"] <= ours["recall@5"] <= ours["recall@10"]


def test_by_hand() -> None:
    vectors = np.array([[0.0], [1.0], [2.1], [3.3], [10.0], [99.0]])
    labels = np.array([0, 1, 0, 0, 1, 2])  # the last is alone: nobody to find
    found = retrieved(vectors, labels, most=10, cosine=False)
    assert found.queries.tolist() == [0, 1, 2, 3, 4]
    assert found.nearest[0, :5].tolist() == [1, 2, 3, 4, 5]
    assert found.nearest[0, -1] == 5  # said again, as there are no more
    assert found.recall[:, 0].tolist() == [False, False, False, True, False]
    assert found.recall[:, 1].tolist() == [True] * 5
    assert found.r_precision.tolist() == [0.5, 0.0, 0.5, 0.5, 0.0]
    assert found.average_precision.tolist() == [0.25, 0.0, 0.25, 0.5, 0.0]
    per_class = of_classes(found, labels, classes=4)
    assert per_class["queries"].tolist() == [3, 2, 0, 0]
    assert per_class["map@r"][:2] == pytest.approx([1 / 3, 0])
    assert np.isnan(per_class["map@r"][2:]).all()


def test_a_hub_is_counted() -> None:
    random = np.random.default_rng(0)
    vectors = random.normal(size=(200, 30))
    vectors[7] = 0  # nearer to everybody than anybody else
    found = retrieved(vectors, np.arange(200) % 2, most=1000, cosine=False)
    assert found.times.argmax() == 7
    assert found.times[7] == 199
    assert found.times.sum() == 200 * HUB


def test_a_sample_asks_fewer_among_all() -> None:
    vectors, labels = crowd(400)
    labels = np.where(np.arange(400) % 10 == 0, -1, labels)
    whole = retrieved(vectors, labels, most=1000)
    some = retrieved(vectors, labels, most=50, seed=3)
    assert len(some.queries) == 50
    place = np.searchsorted(whole.queries, some.queries)
    np.testing.assert_array_equal(whole.average_precision[place], some.average_precision)
    np.testing.assert_array_equal(whole.nearest[place], some.nearest)
    assert (labels[whole.queries] >= 0).all()


def test_the_interval_over_classes_is_that_of_repeating_whole_classes() -> None:
    vectors, labels = crowd(900, 6)
    found = retrieved(vectors, labels, most=1000)
    told = figures(found, labels)["map@r"]
    of = labels[found.queries]
    random, means = np.random.default_rng(1), []
    for _ in range(1000):
        chosen = random.choice(6, 6)
        means.append(np.concatenate([found.average_precision[of == c] for c in chosen]).mean())
    low, high = np.percentile(means, [2.5, 97.5])
    assert told.over_classes.low == pytest.approx(low, abs=0.04)
    assert told.over_classes.high == pytest.approx(high, abs=0.04)
    assert told.over_classes.n == 6
    assert told.over_queries.low < told.over_queries.value < told.over_queries.high


def test_nothing_to_find_is_said() -> None:
    with pytest.raises(EmbedscopeError, match="nothing to find"):
        retrieved(np.zeros((3, 2)), np.array([0, 1, -1]), most=10)
