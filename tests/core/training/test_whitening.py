"""Whitening within classes: what it makes of variance, by hand, and of neighbours."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from core.errors import BadRecipe
from core.metrics.probe import probe_figures
from core.training.whitening import within_class_whitening


def crowd(count: int = 400) -> tuple[Tensor, Tensor]:
    """Classes lie apart along two axes, and vary most along a third."""
    draw = torch.Generator().manual_seed(0)
    labels = torch.arange(count) % 8
    middle = torch.zeros(8, 6)
    middle[:, :2] = torch.randn(8, 2, generator=draw) * 2
    vary = torch.tensor([0.5, 0.5, 9.0, 0.1, 0.1, 0.1])
    vectors = middle[labels] + vary * torch.randn(count, 6, generator=draw)
    return vectors - vectors.mean(0), labels


def within(vectors: Tensor, labels: Tensor) -> Tensor:
    apart = vectors.clone()
    for label in labels.unique():
        apart[labels == label] -= vectors[labels == label].mean(0)
    return apart.T @ apart / len(apart)


def test_without_shrinkage_a_class_varies_alike_along_every_axis() -> None:
    vectors, labels = crowd()
    weight = within_class_whitening(vectors, labels, dimension=6, shrinkage=0)
    left = within(vectors @ weight.T, labels)
    assert torch.allclose(left / left[0, 0], torch.eye(6), atol=1e-3)


def test_it_is_the_formula() -> None:
    vectors, labels = crowd()
    weight = within_class_whitening(vectors, labels, dimension=6, shrinkage=3).numpy()
    own = within(vectors.double(), labels).numpy()
    own += 3 * np.trace(own) / 6 * np.eye(6)
    values, axes = np.linalg.eigh(own)
    made = vectors.numpy() @ (axes / np.sqrt(values)) @ axes.T
    ours = vectors.numpy() @ weight.T
    theirs = made / np.linalg.norm(made, axis=1).mean()  # but for a rotation
    assert np.abs(ours @ ours.T - theirs @ theirs.T).max() < 1e-3
    assert np.linalg.norm(ours, axis=1).mean() == pytest.approx(1, rel=1e-4)
    spread = np.square(ours).mean(0)
    assert (np.diff(spread) <= 1e-6).all()  # the axis that varies most comes first


def test_neighbours_are_of_the_class_then() -> None:
    vectors, labels = crowd()
    weight = within_class_whitening(vectors, labels, dimension=3, shrinkage=0.01)
    before = probe_figures(vectors.numpy(), labels.numpy())["knn_accuracy"]
    after = probe_figures((vectors @ weight.T).numpy(), labels.numpy())["knn_accuracy"]
    assert after > before + 0.05


def test_what_cannot_be_whitened_is_refused() -> None:
    vectors, labels = crowd()
    with pytest.raises(BadRecipe, match="at most as many"):
        within_class_whitening(vectors, labels, dimension=7)
    with pytest.raises(BadRecipe, match="two images"):
        within_class_whitening(vectors, torch.arange(len(vectors)), dimension=2)
