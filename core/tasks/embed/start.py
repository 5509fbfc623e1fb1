"""The net as a run begins with it: drawn from the recipe's seed, or with ImageNet's weights."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from core.errors import DataMissing, RunBroken
from core.nets import build
from core.nets._vector_head import VectorHead
from core.recipes.recipe import of_kind
from core.runs.run import Run
from core.tasks.embed.settings import EmbeddingRecipe, Net
from core.training.embed import load_head
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


def starting_head(
    net: Net, vectors: Tensor | None, *, inputs: int, seed: int, init_from: str | None = None
) -> VectorHead:
    """The untrained head on an encoder's vectors, as many numbers as `inputs` each; it scales what
    it is given as the training `vectors` [n, inputs] are, where there are such.
    """
    torch.manual_seed(seed)
    head = VectorHead(inputs, net.dimension, hidden=net.hidden, normalised=net.normalised)
    if vectors is not None:
        head.measure(vectors.cpu())
    if init_from:
        take_weights(head, init_from)
    return head


def initial_net(run: Run) -> nn.Module:
    """The net of a finished run as it began; raises RunBroken where it cannot be drawn again."""
    recipe = of_kind(run.recipe(), EmbeddingRecipe)
    if (known := run.finished().head) is not None:
        head = starting_head(
            recipe.net, None, inputs=known.inputs, seed=recipe.seed, init_from=recipe.init_from
        )
        scaled = {k: v for k, v in load_head(run).state_dict().items() if k in ("mean", "scale")}
        head.load_state_dict(scaled, strict=False)  # these do not learn
        return head
    net, had = starting_net(recipe.net, seed=recipe.seed, init_from=recipe.init_from)
    if had != run.finished().image_net.pretrained:  # failing to get them draws from the seed too
        now = "can be had now and could not then" if had else "could be had then and cannot now"
        raise RunBroken(
            f"What {run.name} began with cannot be drawn again: ImageNet's weights {now}."
        )
    return net
