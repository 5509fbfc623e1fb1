"""The net as a run begins with it: drawn from the recipe's seed, or with ImageNet's weights."""

from __future__ import annotations

import torch
from torch import nn

from core.errors import DataMissing, RunBroken
from core.nets import build
from core.recipes.recipe import of_kind
from core.runs.run import Run
from core.tasks.embed.settings import EmbeddingRecipe, Net
from core.training.take_weights import take_weights


def starting_net(net: Net, *, seed: int, init_from: str | None = None) -> tuple[nn.Module, bool]:
    """The untrained net on the CPU, and whether its weights are ImageNet's.

    The same seed gives the same weights. Where ImageNet's are asked for and cannot be had (no
    network) it starts without: a run's card says so. With `init_from` it begins with that run's
    weights, wherever they fit.
    """
    torch.manual_seed(seed)
    had = net.pretrained
    try:
        model = build(net.name, dimension=net.dimension, pretrained=had, variant=net.variant)
    except DataMissing:
        model, had = build(net.name, dimension=net.dimension, variant=net.variant), False
    if init_from:
        take_weights(model, init_from)
    return model, had


def initial_net(run: Run) -> nn.Module:
    """The net of a finished run as it began; raises RunBroken where it cannot be drawn again."""
    recipe = of_kind(run.recipe(), EmbeddingRecipe)
    net, had = starting_net(recipe.net, seed=recipe.seed, init_from=recipe.init_from)
    if had != run.finished().image_net.pretrained:  # failing to get them draws from the seed too
        now = "can be had now and could not then" if had else "could be had then and cannot now"
        raise RunBroken(
            f"What {run.name} began with cannot be drawn again: ImageNet's weights {now}."
        )
    return net
