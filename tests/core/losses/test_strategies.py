"""Every strategy against a naive triple loop; what they share; what they must never build."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.utils._python_dispatch import TorchDispatchMode

from core.errors import BadRecipe, UnknownName
from core.losses import strategies
from core.registry import entries
from tests.core.losses import naive

MINED = ["batch-all", "batch-hard", "semi-hard"]
DISTANCES = {"squared": naive.squared, "plain": naive.plain}


def build(name: str, dimension: int = 2, classes: int = 4, **options: object) -> torch.nn.Module:
    return strategies.build(name, dimension=dimension, classes=classes, options=options)


def batch(seed: int, *, count: int = 24, dimension: int = 2, classes: int = 4):
    generator = torch.Generator().manual_seed(seed)
    points = torch.randn(count, dimension, generator=generator)
    labels = torch.randint(0, classes, (count,), generator=generator)
    return points, labels


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("dimension", [2, 16])
@pytest.mark.parametrize("margin", [1e-3, 1.0])
@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.parametrize("name", MINED)
def test_mined_strategies_equal_the_naive_loop(name, distance, margin, dimension, seed) -> None:
    points, labels = batch(seed, dimension=dimension)
    outcome = build(name, distance=distance)(points, labels, margin)
    reference = getattr(naive, name.replace("-", "_"))
    loss, active = reference(points.tolist(), labels.tolist(), margin, DISTANCES[distance])
    assert float(outcome.loss) == pytest.approx(loss, rel=1e-4, abs=1e-6)
    assert float(outcome.active) == pytest.approx(active, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_soft_margin_equals_the_naive_loop(seed: int) -> None:
    points, labels = batch(seed)
    outcome = build("batch-hard-soft")(points, labels, 0.0)
    loss, active = naive.batch_hard_soft(points.tolist(), labels.tolist())
    assert float(outcome.loss) == pytest.approx(loss, rel=1e-4)
    assert float(outcome.active) == pytest.approx(active, abs=1e-6)


def test_nca_equals_the_naive_loop() -> None:
    points, labels = batch(5)
    outcome = build("nca")(points, labels, 0.0)
    assert float(outcome.loss) == pytest.approx(
        naive.nca(points.tolist(), labels.tolist()), rel=1e-4
    )
    assert math.isnan(float(outcome.active))


def test_normalized_softmax_equals_the_naive_loop() -> None:
    points, labels = batch(6, dimension=3)
    for smoothing in (0.0, 0.1):
        strategy = build("normalized-softmax", dimension=3, temperature=0.2, smoothing=smoothing)
        outcome = strategy(points, labels, 0.0)
        towards = next(strategy.parameters()).T.tolist()
        assert float(outcome.loss) == pytest.approx(
            naive.normalized_softmax(points.tolist(), labels.tolist(), towards, 0.2, smoothing),
            rel=1e-4,
        )
        assert math.isnan(float(outcome.active))


@pytest.mark.parametrize("name", ["batch-all", "semi-hard"])
def test_gradient_equals_that_of_the_loop(name: str) -> None:
    """The weights of batch-all and the choice of semi-hard are constants: it shows here."""
    points, labels = batch(7, count=12)
    points = points.double().requires_grad_()
    build(name)(points, labels, 0.5).loss.backward()
    reference = getattr(naive, name.replace("-", "_"))
    step = 1e-6
    for place in range(3):
        sides = []
        for sign in (1, -1):
            moved = points.detach().clone()
            moved[place, 0] += sign * step
            sides.append(reference(moved.tolist(), labels.tolist(), 0.5, naive.squared)[0])
        assert float(points.grad[place, 0]) == pytest.approx(
            (sides[0] - sides[1]) / (2 * step), rel=1e-3, abs=1e-6
        )


def test_offline_triplets_are_the_three_thirds_of_the_batch() -> None:
    points = torch.tensor([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0], [1.0, 1.0], [0.0, 2.0], [9.0, 0.0]])
    outcome = build("random-offline")(points, torch.zeros(6), 0.5)
    # (0,0)-(3,0)-(0,2): 9 - 4 + .5; (1,0)-(1,1)-(9,0): 1 - 64 + .5 is easy
    assert float(outcome.loss) == pytest.approx(5.5 / 2)
    assert float(outcome.active) == pytest.approx(0.5)


def test_random_online_draws_valid_triplets_uniformly() -> None:
    """Its mean over many draws is the mean over all triplets of each anchor."""
    points, labels = batch(3, count=9, classes=3)
    strategy = build("random-online")
    torch.manual_seed(0)
    drawn = sum(float(strategy(points, labels, 1.0).loss) for _ in range(3000)) / 3000
    by_anchor: dict[int, list[float]] = {}
    for a, p, n in naive.triplets(labels.tolist()):
        x, y, z = points[a].tolist(), points[p].tolist(), points[n].tolist()
        loss = max(naive.squared(x, y) - naive.squared(x, z) + 1.0, 0)
        by_anchor.setdefault(a, []).append(loss)
    expected = sum(sum(own) / len(own) for own in by_anchor.values()) / len(by_anchor)
    assert drawn == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("name", strategies.names())
def test_every_strategy_gives_a_finite_loss_with_gradient(name: str) -> None:
    points, _ = batch(1, count=24)
    points.requires_grad_()
    labels = torch.arange(24) % 4
    outcome = build(name)(points, labels, 0.2)
    outcome.loss.backward()
    assert torch.isfinite(outcome.loss)
    assert torch.isfinite(points.grad).all()
    assert points.grad.abs().sum() > 0


@pytest.mark.parametrize("name", [*MINED, "batch-hard-soft", "random-online"])
@pytest.mark.parametrize("labels", [[0] * 6, list(range(6))], ids=["one class", "no positives"])
def test_a_batch_without_triplets_costs_nothing(name: str, labels: list[int]) -> None:
    points, _ = batch(2, count=6)
    points.requires_grad_()
    outcome = build(name)(points, torch.tensor(labels), 1.0)
    outcome.loss.backward()
    assert float(outcome.loss) == 0
    assert float(outcome.active) == 0
    assert torch.isfinite(points.grad).all()


@pytest.mark.parametrize("name", [*MINED, "batch-hard-soft", "random-online", "random-offline"])
def test_one_point_gives_the_collapsed_loss(name: str) -> None:
    """The level that loss / margin is measured against: far from the origin, and still exact."""
    strategy = build(name)
    points = torch.full((12, 2), 1000.0, requires_grad=True)
    outcome = strategy(points, torch.arange(12) % 3, 0.01)
    outcome.loss.backward()
    assert float(outcome.loss) == pytest.approx(strategy.collapsed_loss(0.01), rel=1e-4)
    assert torch.isfinite(points.grad).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 2.0), st.integers(2, 12))
def test_batch_hard_is_the_largest_of_the_mined(seed: int, margin: float, dimension: int) -> None:
    points, labels = batch(seed, count=16, dimension=dimension)
    hard = float(build("batch-hard")(points, labels, margin).loss)
    semi = float(build("semi-hard")(points, labels, margin).loss)
    everything, active = build("batch-all")(points, labels, margin), 0.0
    active = float(everything.active)
    assert 0 <= active <= 1
    assert hard >= float(everything.loss) * active - 1e-4
    assert semi >= 0


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(-50, 50))
def test_moving_the_whole_embedding_changes_nothing(seed: int, offset: float) -> None:
    points, labels = batch(seed)
    for name in MINED:
        strategy = build(name)
        here = float(strategy(points, labels, 0.5).loss)
        there = float(strategy(points + offset, labels, 0.5).loss)
        assert there == pytest.approx(here, rel=1e-2, abs=1e-3)


class Largest(TorchDispatchMode):
    """Remembers the largest tensor that any operation made."""

    def __init__(self) -> None:
        super().__init__()
        self.elements = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        for value in out if isinstance(out, tuple | list) else [out]:
            if isinstance(value, torch.Tensor):
                self.elements = max(self.elements, value.numel())
        return out


@pytest.mark.parametrize("name", [*MINED, "batch-hard-soft", "random-online"])
def test_mining_never_builds_a_cube(name: str) -> None:
    count = 96
    points, labels = batch(0, count=count)
    with Largest() as largest:
        build(name)(points.requires_grad_(), labels, 0.5).loss.backward()
    assert count <= largest.elements <= 3 * count * count


def test_unknown_names_and_options_say_what_there_is() -> None:
    with pytest.raises(UnknownName, match="semi-hard"):
        build("semihard")
    with pytest.raises(BadRecipe, match="distance"):
        build("batch-hard", margin=3)
    with pytest.raises(BadRecipe, match="cosine"):
        build("batch-hard", distance="cosine")


def test_every_strategy_explains_itself_and_names_its_source() -> None:
    for entry in entries("core.losses.strategies").values():
        assert len(entry.summary) > 40, entry.name
        assert entry.source, entry.name
