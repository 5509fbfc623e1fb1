"""Strategies over cosines: against pytorch-metric-learning's, a naive loop, and by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product

import pytest
import torch
from pytorch_metric_learning import losses, miners
from torch import Tensor

from core.losses import strategies

Loss = Callable[[Tensor, Tensor], Tensor]
NAMES = ["multi-similarity", "circle", "supervised-contrastive"]


def build(name: str, **options: object) -> torch.nn.Module:
    return strategies.build(name, dimension=5, classes=4, options=options)


def batch(seed: int, count: int = 20) -> tuple[Tensor, Tensor]:
    """Uneven classes, of which the last image's is its own."""
    draw = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, 4, (count,), generator=draw)
    labels[-1] = 7
    points = torch.randn(count, 5, generator=draw) + 0.8 * torch.nn.functional.one_hot(
        labels % 5, 5
    )
    return points.double(), labels


def multi_similarity(epsilon: float) -> Loss:
    loss = losses.MultiSimilarityLoss(alpha=2, beta=50, base=0.5)
    miner = miners.MultiSimilarityMiner(epsilon=epsilon)
    return lambda points, labels: loss(points, labels, miner(points, labels))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("name", "options", "theirs"),
    [
        ("multi-similarity", {"epsilon": 0.1}, multi_similarity(0.1)),
        ("multi-similarity", {"epsilon": 9.0}, multi_similarity(9.0)),  # all pairs
        ("circle", {}, losses.CircleLoss(m=0.4, gamma=80)),
        ("circle", {"relaxation": 0.25, "scale": 16.0}, losses.CircleLoss(m=0.25, gamma=16)),
        ("supervised-contrastive", {}, losses.SupConLoss(temperature=0.1)),
    ],
)
def test_loss_and_gradient_are_those_of_pytorch_metric_learning(
    name: str, options: dict[str, float], theirs: Loss, seed: int
) -> None:
    found = []
    ours = build(name, **options)
    for loss in (lambda points, labels: ours(points, labels, 1.0).loss, theirs):
        points, labels = batch(seed)
        points.requires_grad_()
        value = loss(points, labels)
        value.backward()
        found.append((value.item(), points.grad))
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-6)
    assert torch.allclose(found[0][1], found[1][1], rtol=1e-4, atol=1e-7)


def cosine(x: list[float], y: list[float]) -> float:
    inner = sum(a * b for a, b in zip(x, y, strict=True))
    return inner / math.sqrt(sum(a * a for a in x) * sum(b * b for b in y))


def test_supervised_contrastive_is_the_papers_sum() -> None:
    points, labels = batch(9, count=10)
    rows, of, total, asked = points.tolist(), labels.tolist(), 0.0, 0
    for i in range(10):
        others = [j for j in range(10) if j != i]
        same = [j for j in others if of[j] == of[i]]
        every = sum(math.exp(cosine(rows[i], rows[j]) / 0.2) for j in others)
        shares = [math.log(math.exp(cosine(rows[i], rows[j]) / 0.2) / every) for j in same]
        total -= sum(shares) / len(shares) if shares else 0
        asked += bool(shares)
    found = build("supervised-contrastive", temperature=0.2)(points, labels, 1.0)
    assert float(found.loss) == pytest.approx(total / asked)


def test_by_hand() -> None:
    """Four unit vectors at right angles: cosines are 1, 0 and -1."""
    points = torch.tensor([[1.0, 0.0], [0.0, 2.0], [-1.0, 0.0], [0.0, -3.0]])
    labels = torch.tensor([0, 0, 1, 1])
    found = build("multi-similarity", epsilon=9.0)(points, labels, 1.0)
    pull = math.log(1 + math.exp(-2 * (0 - 0.5))) / 2
    push = math.log(1 + math.exp(50 * (-1 - 0.5)) + math.exp(50 * (0 - 0.5))) / 50
    assert float(found.loss) == pytest.approx(pull + push, rel=1e-5)
    assert float(found.active) == 1
    mined = build("multi-similarity", epsilon=0.1)(points, labels, 1.0)
    assert float(mined.active) == pytest.approx(8 / 12)  # a negative at -1 is settled

    found = build("circle", relaxation=0.25, scale=1.0)(points, labels, 1.0)
    pulled = 1.25 * 0.75
    pushed = math.log(math.exp(0.25 * -0.25) + math.exp(0 * -1.25))
    assert float(found.loss) == pytest.approx(math.log1p(math.exp(pulled + pushed)), rel=1e-5)
    assert float(found.active) == pytest.approx(4 / 12)  # the positives; no negative is above .25


@pytest.mark.parametrize(("name", "one_class"), product(NAMES, (True, False)))
def test_a_batch_without_pairs_has_a_finite_gradient(name: str, one_class: bool) -> None:
    points = torch.randn(6, 5, generator=torch.Generator().manual_seed(0)).requires_grad_()
    labels = torch.zeros(6, dtype=torch.long) if one_class else torch.arange(6)
    outcome = build(name)(points, labels, 1.0)
    outcome.loss.backward()
    assert torch.isfinite(outcome.loss)
    assert torch.isfinite(points.grad).all()
