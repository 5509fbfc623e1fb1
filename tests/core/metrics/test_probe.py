from __future__ import annotations

import subprocess
import sys
import time

import numpy as np
import pytest

from core.metrics.classification import accuracy, predict, vote_shares
from core.metrics.neighbours import neighbours_within
from core.metrics.probe import probe_figures
from core.metrics.silhouette import silhouette


@pytest.mark.parametrize("d", [1, 2, 4, 9, 64])
@pytest.mark.parametrize("scale", [1.0, 1e-4])
def test_same_as_the_full_ones(d, scale):
    rng = np.random.default_rng(d)
    labels = rng.integers(5, size=300)
    points = scale * (rng.normal(size=(300, d)) + labels[:, None]) + 1
    points = points.astype(np.float32)
    indices, _ = neighbours_within(points, k=3)
    expected = accuracy(predict(vote_shares(indices, labels, classes=5)), labels)
    figures = probe_figures(points, labels)
    assert figures["knn_accuracy"] == pytest.approx(expected)
    assert figures["silhouette"] == pytest.approx(silhouette(points, labels), abs=1e-5)


@pytest.mark.parametrize("d", [2, 64])
def test_collapsed(d):
    labels = np.arange(200) % 10
    figures = probe_figures(np.full((200, d), 0.3, np.float32), labels)
    assert figures["silhouette"] == pytest.approx(0)
    assert figures["knn_accuracy"] <= 0.2


def test_diverged_and_single_class():
    assert np.isnan(list(probe_figures(np.full((5, 2), np.nan), np.arange(5)).values())).all()
    one = probe_figures(np.arange(10.0).reshape(5, 2), np.zeros(5, int))
    assert one["knn_accuracy"] == 1
    assert np.isnan(one["silhouette"])


def test_leaves_the_query_out():
    points = np.array([[0.0], [1.0], [10.0], [11.0]])
    assert probe_figures(points, np.array([0, 1, 0, 1]), k=1)["knn_accuracy"] == 0
    assert probe_figures(points, np.array([0, 0, 1, 1]), k=1)["knn_accuracy"] == 1


def test_a_thousand_points_cost_milliseconds():
    rng = np.random.default_rng(0)
    points, labels = rng.normal(size=(1000, 2)).astype(np.float32), rng.integers(10, size=1000)
    took = []
    for _ in range(5):
        start = time.perf_counter()
        probe_figures(points, labels)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.1


def test_needs_neither_scipy_nor_torch():
    code = (
        "import sys, numpy as np; from core.metrics.probe import probe_figures as p;"
        "p(np.eye(4), np.array([0, 0, 1, 1]));"
        "print({'scipy', 'sklearn', 'torch'} & {name.split('.')[0] for name in sys.modules})"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"
