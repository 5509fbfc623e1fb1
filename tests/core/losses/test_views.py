"""Strategies without labels, against loops over Python numbers that anybody can check."""

from __future__ import annotations

import math

import pytest
import torch

from core.losses import strategies

Points = list[list[float]]


def views(seed: int, images: int = 6, dimension: int = 4) -> tuple[torch.Tensor, torch.Tensor]:
    """All first views, then all second ones, near them; which image each is of."""
    draw = torch.Generator().manual_seed(seed)
    first = torch.randn(images, dimension, generator=draw).double()
    second = first + 0.3 * torch.randn(images, dimension, generator=draw).double()
    return torch.cat([first, second]), torch.arange(images).repeat(2)


def nt_xent(points: Points, labels: list[int], temperature: float) -> float:
    """SimCLR's equation 1, view by view."""

    def alike(x: list[float], y: list[float]) -> float:
        dot = sum(a * b for a, b in zip(x, y, strict=True))
        return dot / math.sqrt(sum(a * a for a in x) * sum(b * b for b in y)) / temperature

    losses = []
    for i, x in enumerate(points):
        others = [j for j in range(len(points)) if j != i]
        (twin,) = (j for j in others if labels[j] == labels[i])
        whole = sum(math.exp(alike(x, points[j])) for j in others)
        losses.append(-math.log(math.exp(alike(x, points[twin])) / whole))
    return sum(losses) / len(losses)


def regularised(first: Points, second: Points, weights: tuple[float, float, float]) -> float:
    """VICReg's three terms, as its authors' code has them."""
    n, d = len(first), len(first[0])
    near = sum((first[i][k] - second[i][k]) ** 2 for i in range(n) for k in range(d))
    variance = covariance = 0.0
    for view in (first, second):
        mean = [sum(x[k] for x in view) / n for k in range(d)]
        moved = [[x[k] - mean[k] for k in range(d)] for x in view]
        for k in range(d):
            deviation = math.sqrt(sum(x[k] ** 2 for x in moved) / (n - 1) + 1e-4)
            variance += max(0.0, 1 - deviation) / d / 2
            for m in range(d):
                if m != k:
                    covariance += (sum(x[k] * x[m] for x in moved) / (n - 1)) ** 2 / d
    return weights[0] * near / (n * d) + weights[1] * variance + weights[2] * covariance


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("temperature", [0.1, 0.5])
def test_simclr_is_its_equation(seed: int, temperature: float) -> None:
    points, labels = views(seed)
    loss = strategies.build("simclr", dimension=4, classes=9, options={"temperature": temperature})(
        points, labels, 1.0
    ).loss
    assert float(loss) == pytest.approx(nt_xent(points.tolist(), labels.tolist(), temperature))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("weights", [(25.0, 25.0, 1.0), (1.0, 0.0, 3.0), (0.0, 2.0, 0.0)])
def test_vicreg_is_its_three_terms_whatever_the_order_of_the_views(
    seed: int, weights: tuple[float, float, float]
) -> None:
    points, labels = views(seed)
    options = dict(zip(("invariance", "variance", "covariance"), weights, strict=True))
    build = strategies.build("vicreg", dimension=4, classes=9, options=options)
    expected = regularised(points[:6].tolist(), points[6:].tolist(), weights)
    assert float(build(points, labels, 1.0).loss) == pytest.approx(expected)
    order = torch.tensor([3, 0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11])  # as processes may hand them over
    assert float(build(points[order], labels[order], 1.0).loss) == pytest.approx(expected)


def test_both_say_that_they_compare_views() -> None:
    assert [name for name in strategies.names() if strategies.views(name) > 1] == [
        "simclr",
        "vicreg",
    ]
