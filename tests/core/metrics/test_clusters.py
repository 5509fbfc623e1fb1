"""NMI and AMI: against pytorch-metric-learning's own, and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from core.metrics import clusters
from core.metrics.class_probability import directions
from core.metrics.clusters import agreement, clusters_of


def crowd(count: int = 240, classes: int = 6) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(1)
    labels = random.integers(0, classes, count)
    middle = random.normal(size=(classes, 5))
    return (middle[labels] + 0.7 * random.normal(size=(count, 5))).astype(np.float32), labels


@pytest.mark.parametrize("cosine", [True, False])
def test_it_is_that_of_pytorch_metric_learning(cosine: bool) -> None:
    from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator

    vectors, labels = crowd()
    asked: list[int] = []

    def kmeans(points: torch.Tensor, count: int) -> torch.Tensor:
        asked.append(count)
        given = points.numpy()
        return torch.from_numpy(clusters_of(directions(given) if cosine else given, count))

    theirs = AccuracyCalculator(
        include=("NMI", "AMI"), device=torch.device("cpu"), kmeans_func=kmeans
    ).get_accuracy(torch.tensor(vectors), torch.tensor(labels))
    ours = agreement(vectors, labels, cosine=cosine)
    assert set(asked) == {6}
    assert ours["nmi"].value == pytest.approx(theirs["NMI"], abs=1e-9)
    assert ours["ami"].value == pytest.approx(theirs["AMI"], abs=1e-9)
    assert 0.2 < theirs["AMI"] < theirs["NMI"] < 0.95
    assert {each.n for each in ours.values()} == {240}


def test_by_hand() -> None:
    """Two pairs of points far apart, one of four in the wrong class."""
    vectors = np.array([[0.0], [0.1], [9.0], [9.1], [50.0]])
    labels = np.array([0, 0, 0, 1, -1])
    shared = 0.5 * math.log(0.5 / (0.5 * 0.75))
    shared += 0.25 * math.log(0.25 / (0.5 * 0.75)) + 0.25 * math.log(0.25 / (0.5 * 0.25))
    mean = (math.log(2) + -(0.75 * math.log(0.75) + 0.25 * math.log(0.25))) / 2
    found = agreement(vectors, labels, cosine=False)
    assert found["nmi"].value == pytest.approx(shared / mean)


def test_of_many_points_some_are_drawn_and_one_class_tells_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clusters, "MOST", 100)
    vectors, labels = crowd()
    assert {each.n for each in agreement(vectors, labels).values()} == {100}
    alone = agreement(vectors, np.zeros(240, int))
    assert [each.value for each in alone.values()] == [None, None]
