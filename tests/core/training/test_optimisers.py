"""The optimisers' first two steps against their formulas, with Keras' epsilon."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest
import torch
from torch import nn

from core.errors import UnknownName
from core.recipes.sections import Optimiser
from core.training.optimisers import KINDS, make_optimiser
from core.training.resume import optimiser_tensors, restore_optimiser

FIRST, SECOND = 0.5, -0.25  # the gradients of two steps
EPS = 1e-7


def two_steps(**settings: Any) -> list[float]:
    """The moves of one weight that starts at 2."""
    net = nn.Linear(1, 1, bias=False)
    nn.init.constant_(net.weight, 2.0)
    optimiser = make_optimiser(Optimiser(**{"epsilon": EPS, **settings}), net)
    moves, before = [], 2.0
    for gradient in (FIRST, SECOND):
        net.weight.grad = torch.full((1, 1), gradient)
        optimiser.step()
        moves.append(net.weight.item() - before)
        before = net.weight.item()
    return moves


def test_sgd_and_its_momentum() -> None:
    assert two_steps(name="sgd", lr=0.1) == pytest.approx([-0.05, 0.025], rel=1e-5)
    heavy = two_steps(name="sgd", lr=0.1, momentum=0.9)
    assert heavy == pytest.approx([-0.05, -0.1 * (0.9 * FIRST + SECOND)], rel=1e-5)
    ahead = two_steps(name="sgd", lr=0.1, momentum=0.9, nesterov=True)
    assert ahead[0] == pytest.approx(-0.1 * (FIRST + 0.9 * FIRST), rel=1e-5)


def test_adagrad_starts_from_a_tenth() -> None:
    sums = [0.1 + FIRST**2, 0.1 + FIRST**2 + SECOND**2]
    expected = [-0.1 * g / (math.sqrt(s) + EPS) for g, s in zip((FIRST, SECOND), sums, strict=True)]
    assert two_steps(name="adagrad", lr=0.1) == pytest.approx(expected, rel=1e-5)


def test_rmsprop_remembers_nine_tenths() -> None:
    means = [0.1 * FIRST**2, 0.09 * FIRST**2 + 0.1 * SECOND**2]
    expected = [-0.01 * g / math.sqrt(m) for g, m in zip((FIRST, SECOND), means, strict=True)]
    assert two_steps(name="rmsprop", lr=0.01) == pytest.approx(expected, rel=1e-4)


def test_adadelta_moves_by_its_own_past_moves() -> None:
    seen, moved, expected = 0.0, 0.0, []
    for gradient in (FIRST, SECOND):
        seen = 0.95 * seen + 0.05 * gradient**2
        move = math.sqrt(moved + EPS) / math.sqrt(seen + EPS) * gradient
        moved = 0.95 * moved + 0.05 * move**2
        expected.append(-move)
    assert two_steps(name="adadelta", lr=1.0, rho=0.95) == pytest.approx(expected, rel=1e-2)


def test_adam_and_its_decoupled_decay() -> None:
    assert two_steps(name="adam", lr=0.01)[0] == pytest.approx(-0.01, rel=1e-4)
    decayed = two_steps(name="adamw", lr=0.01, weight_decay=0.5)[0]
    assert decayed == pytest.approx(-0.01 - 0.01 * 0.5 * 2.0, rel=1e-4)


@pytest.mark.parametrize("name", ["adam", "adamw", "adagrad", "sgd"])
def test_how_weights_lie_in_memory_changes_nothing(name: str) -> None:
    asked = Optimiser(name=name, lr=0.01, momentum=0.9)
    plain = nn.Conv2d(5, 7, 3)
    turned = copy.deepcopy(plain).to(memory_format=torch.channels_last)
    images = torch.randn(4, 5, 8, 8, generator=torch.Generator().manual_seed(1))
    for net in (plain, turned):
        optimiser = make_optimiser(asked, net)
        for _ in range(3):
            optimiser.zero_grad()
            net(images).square().mean().backward()
            optimiser.step()
            again = make_optimiser(asked, net)  # as a resumed run does
            saved = {k: v.contiguous() for k, v in optimiser_tensors(optimiser).items()}
            restore_optimiser(again, saved)
            optimiser = again
    torch.testing.assert_close(turned.weight, plain.weight, rtol=0, atol=1e-6)


def test_decay_leaves_biases_and_norms_alone() -> None:
    net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(2, 2))
    groups = make_optimiser(Optimiser(weight_decay=0.1), net).param_groups
    assert [(len(g["params"]), g["weight_decay"]) for g in groups] == [(2, 0.1), (4, 0.0)]


def test_an_unknown_optimiser_names_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="adadelta, adagrad, adam, adamw, rmsprop, sgd"):
        make_optimiser(Optimiser(name="lion"), nn.Linear(1, 1))


@pytest.mark.parametrize("name", KINDS)
def test_they_are_torchs_own_to_the_last_bit(name: str) -> None:
    """Without torch's compiler round their methods."""

    def trained(kind: Any) -> list[torch.Tensor]:
        net = nn.Linear(5, 3, bias=False)
        nn.init.constant_(net.weight, 0.5)
        optimiser = kind(net.parameters(), lr=0.01, weight_decay=0.1)
        for step in range(4):
            optimiser.zero_grad()
            net(torch.full((2, 5), float(step))).pow(3).sum().backward()
            optimiser.step()
            optimiser.load_state_dict(copy.deepcopy(optimiser.state_dict()))
        return [net.weight.detach(), *optimiser_tensors(optimiser).values()]

    theirs = next(kind for kind in KINDS[name].__mro__ if kind.__module__.startswith("torch."))
    assert theirs.__name__ == KINDS[name].__name__
    for mine, other in zip(trained(KINDS[name]), trained(theirs), strict=True):
        assert torch.equal(mine, other)
