"""Copies of a net whose weights are randomised from the last layer on, more of them in each.

The weights of a layer are put in random order: what was learned is gone, their size stays, so that
no layer behind falls silent. Running means of normalisations stay as they are.

Source: Adebayo et al. (2018), Sanity checks for saliency maps (cascading randomisation)
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import TypeVar

import torch
from torch import nn

SHARES = (0.0, 0.5, 1.0)
"""Of the layers that are randomised, from the last; 0 is the last layer alone."""


Net = TypeVar("Net", bound=nn.Module)


def cascade(net: Net, *, seed: int) -> Iterator[tuple[str, Net]]:
    """For each of SHARES what is randomised in words ("the last layer", "the last 4 of 16 layers",
    "all 16 layers"), and the net: one copy, that changes from step to step.
    """
    made = copy.deepcopy(net)
    layers = [each for each in made.modules() if any(True for _ in each.parameters(recurse=False))]
    draw, done = torch.Generator().manual_seed(seed), 0
    for share in SHARES:
        count = max(1, round(share * len(layers)))
        for layer in layers[::-1][done:count]:
            _shuffle(layer, draw)
        done = max(done, count)
        yield _words(done, len(layers)), made


def randomised(net: Net, *, seed: int) -> Net:
    """A copy with all weights in random order."""
    return list(cascade(net, seed=seed))[-1][1]


@torch.no_grad()
def _shuffle(layer: nn.Module, draw: torch.Generator) -> None:
    for weights in layer.parameters(recurse=False):
        mixed = torch.randperm(weights.numel(), generator=draw)
        weights.copy_(weights.flatten()[mixed].view_as(weights))


def _words(count: int, every: int) -> str:
    if count == every:
        return f"all {every} layers" if every > 1 else "the only layer"
    return "the last layer" if count == 1 else f"the last {count} of {every} layers"
