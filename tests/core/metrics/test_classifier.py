"""A classifier's figures against scikit-learn and plain loops; its temperature against torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.metrics import f1_score, log_loss, top_k_accuracy_score
from torch.nn import functional as F

from core.metrics.classifier import BINS, classifier_figures
from core.metrics.temperature import cross_entropies, fit_temperature, softmax, tempered


@pytest.fixture
def said() -> tuple[np.ndarray, np.ndarray]:
    """Scores of 600 images and 12 classes, three times as sure as they are right, and the truth."""
    rng = np.random.default_rng(3)
    scores = rng.normal(size=(600, 12)) * 2
    shares = softmax(scores)
    labels = np.array([rng.choice(12, p=row) for row in shares])
    return (3 * scores).astype(np.float32), labels


def test_cross_entropies_and_softmax_are_torchs() -> None:
    scores = torch.randn(20, 5, generator=torch.Generator().manual_seed(0)) * 30
    labels = torch.arange(20) % 5
    exact = F.cross_entropy(scores.double() / 2, labels, reduction="none").numpy()
    found = cross_entropies(scores.numpy(), labels.numpy(), temperature=2)
    assert found == pytest.approx(exact, rel=1e-6, abs=1e-9)
    assert softmax(scores.numpy()) == pytest.approx(scores.softmax(1).numpy(), abs=1e-6)


def test_figures_are_those_of_scikit_learn_and_a_loop(said: tuple[np.ndarray, np.ndarray]) -> None:
    scores, labels = said
    found = classifier_figures("test", scores, labels, temperature=2.0)
    shares = softmax(scores)
    hits = shares.argmax(1) == labels
    assert found["test/accuracy"].value == pytest.approx(hits.mean())
    assert found["test/loss"].value == pytest.approx(log_loss(labels, shares), rel=1e-6)
    assert found["test/macro_f1"].value == pytest.approx(
        f1_score(labels, shares.argmax(1), average="macro")
    )
    top = top_k_accuracy_score(labels, shares, k=5)
    assert found["test/top5_accuracy"].value == pytest.approx(top)
    brier = np.mean(
        [
            sum((p - (c == y)) ** 2 for c, p in enumerate(row))
            for row, y in zip(shares, labels, strict=True)
        ]
    )
    assert found["test/brier"].value == pytest.approx(brier)
    error, sure = 0.0, shares.max(1)
    for low in np.arange(BINS) / BINS:
        inside = (sure >= low) & (sure < low + 1 / BINS)
        if inside.any():
            error += inside.mean() * abs(sure[inside].mean() - hits[inside].mean())
    assert found["test/expected_calibration_error"].value == pytest.approx(error)
    calm = classifier_figures("test", scores / 2, labels)
    for name in ("loss", "brier", "expected_calibration_error"):
        assert found[f"test/{name}/calibrated"] == calm[f"test/{name}"]


def test_few_classes_have_no_top_five_and_no_temperature_no_calibrated_figures() -> None:
    found = classifier_figures("test", np.eye(4, dtype=np.float32), np.arange(4))
    assert set(found) == {
        f"test/{name}"
        for name in ("accuracy", "macro_f1", "loss", "brier", "expected_calibration_error")
    }


def test_a_temperature_finds_how_much_too_sure_scores_are(
    said: tuple[np.ndarray, np.ndarray],
) -> None:
    scores, labels = said
    found = fit_temperature(scores, labels)
    assert found == pytest.approx(3, rel=0.15)
    losses = [
        cross_entropies(scores, labels, temperature=t).mean()
        for t in (found, found * 1.02, found / 1.02)
    ]
    assert losses[0] == min(losses)
    figures = classifier_figures("test", scores, labels, temperature=found)
    plain = figures["test/expected_calibration_error"].value
    assert figures["test/expected_calibration_error/calibrated"].value < plain / 3


def test_probabilities_are_tempered_without_their_scores(
    said: tuple[np.ndarray, np.ndarray],
) -> None:
    scores, _ = said
    assert tempered(softmax(scores), temperature=2.5) == pytest.approx(
        softmax(scores, temperature=2.5), abs=1e-9
    )
