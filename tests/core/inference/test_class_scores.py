"""Scores of classes: a classifier's own, and an embedding's by a spherical discriminant."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.inference.class_scores import class_scores, discriminant, log_odds
from core.runs.run import Run
from tests.conftest import write_checkpoint
from tests.made_classifier import CLASSES, write_classifier


def test_a_classifiers_outputs_are_its_scores(tmp_path) -> None:
    classes, scores = class_scores(Run(write_classifier(tmp_path / "run")))
    assert list(classes) == CLASSES
    output = torch.randn(3, 4)
    assert torch.equal(scores(output), output)


def test_an_embeddings_scores_are_those_of_distances(tmp_path) -> None:
    run = Run(write_checkpoint(tmp_path / "run", dimension=3))
    classes, scores = class_scores(run)
    points, labels = run.embedding("test").astype(np.float64), run.labels("test")
    middles = np.stack([points[labels == c].mean(0) for c in range(10)])
    variance = ((points - middles[labels]) ** 2).mean()
    away = ((points[:20, None] - middles) ** 2).sum(2) / (2 * variance)
    expected = np.exp(-away) / np.exp(-away).sum(1, keepdims=True)
    shares = scores(torch.from_numpy(points[:20].astype(np.float32))).softmax(1).numpy()
    assert len(classes) == 10
    assert shares == pytest.approx(expected, abs=1e-3)


def test_points_on_one_spot_divide_by_nothing() -> None:
    weights, offsets = discriminant(np.zeros((4, 2), np.float32), np.array([0, 0, 1, 1]))
    assert np.isfinite(weights).all()
    assert np.isfinite(offsets).all()


def test_log_odds() -> None:
    scores = torch.tensor([[2.0, 0.0, 1.0]])
    p = scores.softmax(1)[0, 1]
    assert float(log_odds(scores, 1)) == pytest.approx(float((p / (1 - p)).log()), abs=1e-5)
