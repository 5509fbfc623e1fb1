"""The classifier as a run begins with it, drawn from the recipe's seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from core.encoders.frozen import initial_head
from core.errors import BadRecipe, DataMissing, UnknownName
from core.nets import build, names
from core.nets.efficientnet_lite0 import CHANNELS, imagenet_rows
from core.recipes.recipe import of_kind
from core.runs.find import find_run
from core.runs.run import Run
from core.tasks.classify.pruning import keep_largest
from core.tasks.classify.settings import STARTS, ClassificationRecipe, Net
from core.training.embed import load_model
from core.training.take_weights import take_weights

KNOWS_IMAGENET = "efficientnet-lite0"
"""The net whose last layer ImageNet's own could be."""


@dataclass(frozen=True)
class Started:
    """A net, its name in the registry, and where its weights come from."""

    model: nn.Module
    name: str
    pretrained: bool
    stands_in_for: str | None = None


def choose_net(
    net: Net, *, seed: int, classes: int, init_from: str | None = None, frozen: bool = False
) -> Started:
    """Build what is asked, or its stand-in where its ImageNet weights cannot be had.

    Without a stand-in it starts from random weights then; with `init_from` from that run's,
    wherever they fit; `frozen` says that it must have a backbone to freeze. Raises BadRecipe for
    settings that do not fit the net, UnknownName for a net that does not exist.
    """
    if net.start not in STARTS:
        raise UnknownName("start of a net", net.start, STARTS)
    torch.manual_seed(seed)
    try:
        started = Started(_built(net.name, net, classes), net.name, net.pretrained)
    except DataMissing:
        started = _instead(net, seed=seed, classes=classes)
    if frozen:
        body_of(started.model)
    if net.rows and started.pretrained:
        _begin_as(started, net.rows)
    if net.dropout:
        _set_dropout(started.model, net.dropout)
    if init_from:
        take_weights(started.model, init_from)
    if net.pruned_from:
        keep_largest(started.model, load_model(find_run(net.pruned_from)))
    return started


def initial_net(run: Run) -> nn.Module:
    """The net of a finished run as it began: the one that ran, as the card names it."""
    recipe, card = of_kind(run.recipe(), ClassificationRecipe), run.finished()
    if card.head is not None:
        return initial_head(run, seed=recipe.seed, init_from=recipe.init_from)
    about = card.image_net
    asked = replace(recipe.net, name=about.name, pretrained=about.pretrained, stand_in=None)
    begun = choose_net(asked, seed=recipe.seed, classes=about.dimension, init_from=recipe.init_from)
    return begun.model


@torch.no_grad()
def _begin_as(started: Started, rows: tuple[int, ...]) -> None:
    """Give the last layer the weights that ImageNet's classes `rows` have there."""
    last = [module for module in started.model.modules() if isinstance(module, nn.Linear)][-1]
    if started.name != KNOWS_IMAGENET or last.in_features != CHANNELS:
        raise BadRecipe(
            f"net.rows needs the net {KNOWS_IMAGENET} with one layer upon its features "
            "(net.head=linear)."
        )
    if len(rows) != last.out_features or not all(0 <= row < 1000 for row in rows):
        raise BadRecipe(
            f"net.rows needs {last.out_features} numbers from 0 to 999, one for each class, not "
            f"{list(rows)}."
        )
    weight, bias = imagenet_rows(rows)
    last.weight.copy_(weight)
    last.bias.copy_(bias)


def body_of(model: nn.Module) -> nn.Module:
    """The part that a frozen net leaves alone; raises BadRecipe for a net without one."""
    body: Any = getattr(model, "body", None)
    if not isinstance(body, nn.Module) or not hasattr(model, "head"):
        raise BadRecipe(
            "freeze.backbone needs a net with a body and a head, as resnet50, or "
            "efficientnet-lite0 with a net.head."
        )
    return body


def _instead(net: Net, *, seed: int, classes: int) -> Started:
    torch.manual_seed(seed)
    if net.stand_in is None:
        return Started(_scratch(net, classes), net.name, pretrained=False)
    if net.stand_in not in names():
        raise UnknownName("net", net.stand_in, names())
    try:
        model = build(net.stand_in, dimension=classes, pretrained=True, variant=net.variant)
    except DataMissing:
        torch.manual_seed(seed)
        return Started(_scratch(net, classes), net.name, pretrained=False)
    return Started(model, net.stand_in, pretrained=True, stands_in_for=net.name)


def _scratch(net: Net, classes: int) -> nn.Module:
    return build(net.name, dimension=classes, variant=net.variant)


def _built(name: str, net: Net, classes: int) -> nn.Module:
    model = build(name, dimension=classes, pretrained=net.pretrained, variant=net.variant)
    if net.start == "keras":
        _as_keras(model.head if net.pretrained and hasattr(model, "head") else model)
    return model


@torch.no_grad()
def _as_keras(part: Any) -> None:
    """Glorot uniform weights, biases 0, batch norm statistics with a momentum of 0.99.

    Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural
    networks, AISTATS 2010; Keras' defaults.
    """
    for module in part.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, _BatchNorm):
            module.momentum = 0.01


def _set_dropout(model: nn.Module, rates: tuple[float, ...]) -> None:
    layers = [module for module in model.modules() if isinstance(module, nn.Dropout)]
    if len(layers) != len(rates) or not all(0 <= rate < 1 for rate in rates):
        raise BadRecipe(
            f"net.dropout needs {len(layers)} rates from 0 to below 1, one for each dropout layer "
            f"of the net, not {list(rates)}."
        )
    for layer, rate in zip(layers, rates, strict=True):
        layer.p = rate
