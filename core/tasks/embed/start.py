"""The net as a run begins with it: drawn from the recipe's seed, or with ImageNet's weights."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.encoders.frozen import initial_head
from core.errors import DataMissing, RunBroken
from core.nets import build
from core.nets._vector_head import VectorHead
from core.recipes.recipe import of_kind
from core.runs.run import Run
from core.tasks.embed.settings import WHITENED, EmbeddingRecipe, Net
from core.training.take_weights import take_weights
from core.training.whitening import within_class_whitening


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


@dataclass(frozen=True)
class Learned:
    """What a head is measured on before its first step: the vectors that are trained on, and their
    classes.
    """

    vectors: Tensor
    """float32 [n, inputs], on the CPU"""
    labels: Tensor
    """int64 [n]"""


def starting_head(
    net: Net,
    learned: Learned,
    *,
    scaled: bool,
    seed: int,
    init_from: str | None = None,
) -> VectorHead:
    """The untrained head on an encoder's vectors; `scaled` as the training vectors are.

    Raises BadRecipe where it cannot begin whitened.
    """
    head = VectorHead.drawn(
        learned.vectors.shape[1],
        net.dimension,
        hidden=net.hidden,
        normalised=net.normalised,
        seed=seed,
    )
    if scaled:
        head.measure(learned.vectors)
    if net.head_start == WHITENED:
        centred = head.scaled(learned.vectors)
        away = centred.mean(0)
        weight = within_class_whitening(centred - away, learned.labels, dimension=net.dimension)
        head.begin_with(weight, -weight @ away)
    if init_from:
        take_weights(head, init_from)
    return head


def initial_net(run: Run) -> nn.Module:
    """The net of a finished run as it began; raises RunBroken where it cannot be drawn again."""
    recipe = of_kind(run.recipe(), EmbeddingRecipe)
    if run.finished().head is not None:
        if recipe.net.head_start == WHITENED:
            raise RunBroken(
                f"What {run.name} began with cannot be drawn again: the vectors that it was "
                "whitened by are not kept."
            )
        return initial_head(run, seed=recipe.seed, init_from=recipe.init_from)
    net, had = starting_net(recipe.net, seed=recipe.seed, init_from=recipe.init_from)
    if had != run.finished().image_net.pretrained:  # failing to get them draws from the seed too
        now = "can be had now and could not then" if had else "could be had then and cannot now"
        raise RunBroken(
            f"What {run.name} began with cannot be drawn again: ImageNet's weights {now}."
        )
    return net
