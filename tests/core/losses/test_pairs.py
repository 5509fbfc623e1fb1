"""Losses of pairs: against loops over one pair at a time, and at the ends of the scale."""

from __future__ import annotations

import math

import pytest
import torch

from core.errors import BadRecipe, UnknownName
from core.losses import pairs


def made(count: int = 50) -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    return torch.randn(count, dtype=torch.float64) * 3, torch.rand(count) < 0.5


def test_cross_entropy_is_the_mean_surprise() -> None:
    logits, alike = made()
    expected = [
        -math.log(p if same else 1 - p)
        for p, same in zip(logits.sigmoid().tolist(), alike.tolist(), strict=True)
    ]
    ours = pairs.build("bce", {})(logits, alike)
    assert float(ours) == pytest.approx(sum(expected) / 50, rel=1e-4)


@pytest.mark.parametrize(("gamma", "alpha"), [(2.0, 0.25), (0.5, 0.5)])
def test_focal_loss_is_the_papers_formula(gamma: float, alpha: float) -> None:
    logits, alike = made()
    expected = []
    for p, same in zip(logits.sigmoid().tolist(), alike.tolist(), strict=True):
        truth, weight = (p, alpha) if same else (1 - p, 1 - alpha)
        expected.append(-weight * (1 - truth) ** gamma * math.log(truth))
    ours = pairs.build("focal", {"gamma": gamma, "alpha": alpha})(logits, alike)
    assert float(ours) == pytest.approx(sum(expected) / 50, rel=1e-4)


def test_focal_without_focus_is_half_the_cross_entropy() -> None:
    logits, alike = made()
    focal = pairs.build("focal", {"gamma": 0.0, "alpha": 0.5})(logits, alike)
    assert float(focal) == pytest.approx(float(pairs.build("bce", {})(logits, alike)) / 2)


@pytest.mark.parametrize("name", pairs.names())
def test_extreme_scores_have_finite_losses_and_gradients(name: str) -> None:
    logits = torch.tensor([1e4, -1e4, 1e4, -1e4], requires_grad=True)
    loss = pairs.build(name, {})(logits, torch.tensor([True, True, False, False]))
    loss.backward()
    assert loss.isfinite()
    assert logits.grad is not None
    assert logits.grad.isfinite().all()


def test_unknown_names_and_options_are_refused() -> None:
    with pytest.raises(UnknownName, match="bce, focal"):
        pairs.build("hinge", {})
    with pytest.raises(BadRecipe, match="gamma"):
        pairs.build("focal", {"beta": 1})
