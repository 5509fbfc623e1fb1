"""Structured pruning: a thinner net that starts as the most important part of a trained one.

Whole channels and dense units go, so that what is left is an ordinary smaller net: fewer weights in
the file, fewer multiplications, no sparse arithmetic.

Source: Li et al., Pruning Filters for Efficient ConvNets, ICLR 2017,
https://arxiv.org/abs/1608.08710 (small filters go, then the net is trained on)
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from core.errors import BadRecipe

Weighted = nn.Conv2d | nn.Linear


@torch.no_grad()
def keep_largest(narrow: nn.Module, wide: nn.Module) -> None:
    """Fill `narrow` with the units of `wide` that matter most; both are chains of the same layers.

    A unit's importance is the norm of the weights that it reads with times the norm of those that
    read it. Units keep their order. Raises BadRecipe where the nets are no such pair.
    """
    ours, theirs = _weighted(narrow), _weighted(wide)
    if [type(a) for a in ours] != [type(b) for b in theirs] or not ours:
        raise BadRecipe("net.pruned_from needs a run whose net has the same layers, only wider.")
    inputs = torch.arange(_inputs(theirs[0]))
    for place, (small, large) in enumerate(zip(ours, theirs, strict=True)):
        after = theirs[place + 1] if place + 1 < len(theirs) else None
        kept = _largest(large, after, len(small.weight))
        small.weight.copy_(_cut(large.weight[kept], inputs, small))
        if small.bias is not None and large.bias is not None:
            small.bias.copy_(large.bias[kept])
        inputs = kept if after is None else _read(kept, large, after)


def _weighted(net: nn.Module) -> list[Weighted]:
    layers = [module for module in net.modules() if isinstance(module, nn.Conv2d | nn.Linear)]
    for before, after in pairwise(layers):
        if _inputs(after) % len(before.weight):
            raise BadRecipe("net.pruned_from needs a net whose layers follow one on another.")
    return layers


def _inputs(layer: Weighted) -> int:
    return layer.weight.shape[1]


def _largest(layer: Weighted, after: Weighted | None, count: int) -> Tensor:
    """Which `count` units of a layer are kept, ascending; all of the last layer's."""
    units = len(layer.weight)
    if count > units or (after is None and count != units):
        raise BadRecipe(f"A layer of {units} units cannot be pruned to {count}.")
    if after is None:
        return torch.arange(units)
    reads = layer.weight.flatten(1).norm(dim=1)
    is_read = after.weight.transpose(0, 1).reshape(units, -1).norm(dim=1)
    kept: Tensor = (reads * is_read).topk(count).indices.sort().values
    return kept


def _read(kept: Tensor, layer: Weighted, after: Weighted) -> Tensor:
    """The inputs of the layer after that come from the kept units; a map is flattened by unit."""
    places = _inputs(after) // len(layer.weight)
    return (kept[:, None] * places + torch.arange(places)).flatten()


def _cut(weight: Tensor, inputs: Tensor, small: Weighted) -> Tensor:
    cut = weight[:, inputs]
    if cut.shape != small.weight.shape:
        raise BadRecipe(
            f"A layer's weights are {tuple(cut.shape)} after pruning, and the thinner net has "
            f"{tuple(small.weight.shape)} there."
        )
    return cut
