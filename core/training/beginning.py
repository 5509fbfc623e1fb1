"""The net that a finished run began with: drawn again from its seed, or ImageNet's weights."""

from __future__ import annotations

from dataclasses import replace

from torch import nn

from core.errors import RunBroken
from core.training.classifier.recipe import Classification
from core.training.classifier.start import choose_net
from core.training.recipe import Recipe, of_kind
from core.training.runs import Run
from core.training.start import starting_net


def initial_net(run: Run) -> nn.Module:
    """The run's net as it was before its first step, ready to look at images.

    Which net a classifier was (the one asked for or its stand-in, with or without ImageNet's
    weights) is read from the card, so nothing is downloaded to find out. Raises RunBroken where the
    run is not finished, holds no net of images, or cannot be begun again.
    """
    card, recipe = run.card(), run.recipe()
    if "net" not in card:
        raise RunBroken(f"The run {run.name} is not finished, or holds no net that sees images.")
    name, pretrained = str(card["net"]["name"]), bool(card["net"]["pretrained"])
    if isinstance(recipe, Classification):
        asked = replace(recipe.net, name=name, pretrained=pretrained, stand_in=None)
        classes = card["net"]["dimension"]
        return choose_net(asked, seed=recipe.seed, classes=classes).model.eval()
    recipe = of_kind(recipe, Recipe)
    net, had = starting_net(recipe.net, seed=recipe.seed)
    if had != pretrained:  # failing to get them draws from the seed too
        now = "can be had now and could not then" if had else "could be had then and cannot now"
        raise RunBroken(
            f"What {run.name} began with cannot be drawn again: ImageNet's weights {now}."
        )
    return net.eval()
