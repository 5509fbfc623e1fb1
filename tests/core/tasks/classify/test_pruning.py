"""Structured pruning: which units are kept, and that the thinner net computes what they did."""

from __future__ import annotations

import copy
from collections import OrderedDict

import pytest
import torch
from torch import nn

from core import nets
from core.errors import BadRecipe
from core.tasks.classify.pruning import keep_largest


def chain(first: int, second: int, dense: int) -> nn.Sequential:
    return nn.Sequential(
        OrderedDict(
            conv1=nn.Conv2d(1, first, 3, padding=1),
            relu1=nn.ReLU(),
            conv2=nn.Conv2d(first, second, 3, padding=1),
            pool=nn.MaxPool2d(2),
            flat=nn.Flatten(),
            fc1=nn.Linear(second * 9, dense),
            relu3=nn.ReLU(),
            fc2=nn.Linear(dense, 4),
        )
    )


def test_units_that_do_nothing_go_and_nothing_changes() -> None:
    """Half of every layer's units are read with weights of zero: without them all is the same."""
    torch.manual_seed(0)
    wide = chain(4, 6, 8)
    dead = {"conv1": [1, 3], "conv2": [0, 2, 5], "fc1": [0, 1, 6, 7]}
    with torch.no_grad():
        wide.conv2.weight[:, dead["conv1"]] = 0
        wide.fc1.weight.view(8, 6, 9)[:, dead["conv2"]] = 0
        wide.fc2.weight[:, dead["fc1"]] = 0
    narrow = chain(2, 3, 4)
    keep_largest(narrow, wide)
    images = torch.rand(5, 1, 6, 6)
    torch.testing.assert_close(narrow(images), wide(images))


def test_nothing_cut_is_a_copy() -> None:
    wide, same = chain(2, 3, 4), chain(2, 3, 4)
    keep_largest(same, wide)
    for one, other in zip(same.parameters(), wide.parameters(), strict=True):
        torch.testing.assert_close(one, other)


def test_the_larger_unit_is_kept() -> None:
    wide = nn.Sequential(nn.Linear(1, 3), nn.Linear(3, 1))
    with torch.no_grad():
        wide[0].weight[:] = torch.tensor([[1.0], [5.0], [2.0]])
        wide[1].weight[:] = torch.tensor([[1.0, 0.1, 3.0]])  # importance 1, .5 and 6
    narrow = nn.Sequential(nn.Linear(1, 2), nn.Linear(2, 1))
    keep_largest(narrow, wide)
    assert narrow[0].weight.flatten().tolist() == [1.0, 2.0]
    assert narrow[1].weight.flatten().tolist() == [1.0, 3.0]


@pytest.mark.parametrize(
    "narrow", [chain(5, 6, 8), nn.Sequential(nn.Linear(1, 2)), nn.Sequential(nn.ReLU())]
)
def test_nets_that_are_no_pair_are_refused(narrow: nn.Module) -> None:
    before = copy.deepcopy(narrow.state_dict())
    with pytest.raises(BadRecipe):
        keep_largest(narrow, chain(4, 6, 8))
    assert before.keys() == narrow.state_dict().keys()


def test_widths_can_be_asked_for() -> None:
    thin = nets.build("simple-cnn-thin", dimension=10, variant=nets.Variant((4, 3, 5)))
    images = torch.zeros(2, 1, 28, 28)
    assert thin(images).shape == (2, 10)
    assert nets.parameters(thin) == (9 * 4 + 4) + (4 * 9 * 3 + 3) + (3 * 196 * 5 + 5) + (
        5 * 10 + 10
    )
    with pytest.raises(BadRecipe, match=r"3 whole numbers, as \[16, 16, 64\]"):
        nets.build("simple-cnn-thin", dimension=10, variant=nets.Variant((4, 3)))
    with pytest.raises(BadRecipe, match="left out"):
        nets.build("base-net", dimension=10, variant=nets.Variant((4,)))
