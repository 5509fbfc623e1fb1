"""The net as a run begins with it: drawn from the recipe's seed, or with ImageNet's weights."""

from __future__ import annotations

import torch
from torch import nn

from core.errors import DataMissing, RunBroken
from core.nets import build
from core.recipes.recipe import of_kind
from core.runs.run import Run
from core.tasks.embed.settings import EmbeddingRecipe, Net


def starting_net(net: Net, *, seed: int) -> tuple[nn.Module, bool]:
    """The untrained net on the CPU, and whether its weights are ImageNet's.

    The same seed gives the same weights. Where ImageNet's are asked for and cannot be had (no
    network) it starts without: a run's card says so.
    """
    torch.manual_seed(seed)
    try:
        return build(net.name, dimension=net.dimension, pretrained=net.pretrained), net.pretrained
    except DataMissing:
        return build(net.name, dimension=net.dimension), False


def initial_net(run: Run) -> nn.Module:
    """The net of a finished run as it began; raises RunBroken where it cannot be drawn again."""
    recipe = of_kind(run.recipe(), EmbeddingRecipe)
    net, had = starting_net(recipe.net, seed=recipe.seed)
    if had != run.finished().image_net.pretrained:  # failing to get them draws from the seed too
        now = "can be had now and could not then" if had else "could be had then and cannot now"
        raise RunBroken(
            f"What {run.name} began with cannot be drawn again: ImageNet's weights {now}."
        )
    return net
