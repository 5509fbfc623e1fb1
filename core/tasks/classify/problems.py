"""What does not make sense in a classifier's recipe, said before anything starts, without torch."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from core import nets
from core.data import find, transforms
from core.data import names as data_names
from core.data.catalogue import class_count, entry, how_to_get
from core.errors import DataCorrupt
from core.recipes.sections import DEVICES, KEEPS, OPTIMISERS, OVER, PRECISIONS, SCHEDULES
from core.tasks.classify.settings import LOSSES, STARTS, ClassificationRecipe


def problems(recipe: ClassificationRecipe) -> list[str]:
    """A sentence each, with the remedy; the training itself would refuse the same, or come to
    nothing.
    """
    unknown = list(_unknown(recipe))
    if unknown:
        return unknown
    return [*_data(recipe), *_numbers(recipe), *_net(recipe), *_stopping(recipe)]


def has_body(net: str) -> bool:
    """Whether there is such a net, and it has a body that can be kept as it is, and a head."""
    return net in nets.names() and any(path.startswith("body.") for _, path, _ in nets.layers(net))


def has_imagenet(net: str) -> bool:
    """Whether there is such a net, and ImageNet weights for it, here or to be downloaded."""
    return net in nets.names() and bool(nets.entry(net).constants.get("IMAGENET", False))


def outputs_of(recipe: ClassificationRecipe) -> int:
    """How many outputs the net needs: at least two, whatever the recipe says."""
    known = recipe.data.name in data_names()
    whole = (class_count(recipe.data.name) if known else None) or 2
    return min(max(recipe.data.classes or whole, 2), whole)


def training_images(recipe: ClassificationRecipe) -> int | None:
    """How many images are trained on, from headers alone; None where the data set is not here.

    Where only some classes are asked for, as if all had the same number of images.
    """
    found = find(recipe.data.name)
    if found is None:
        return None
    whole, count = class_count(recipe.data.name), recipe.data.classes
    train = found.sizes()["train"]
    asked = train if not count or not whole else train * count // whole
    folds = recipe.data.folds
    aside = asked // folds if folds else recipe.data.validation
    return round((asked - aside) * recipe.data.share)


def _unknown(recipe: ClassificationRecipe) -> Iterator[str]:
    optimiser, stand_in = recipe.optimiser, recipe.net.stand_in
    for kind, name, known in (
        ("net", recipe.net.name, nets.names()),
        ("net to stand in", stand_in or nets.names()[0], nets.names()),
        ("data set", recipe.data.name, data_names()),
        ("optimiser", optimiser.name, OPTIMISERS),
        ("schedule", recipe.schedule.name, SCHEDULES),
        ("loss", recipe.loss.name, LOSSES),
        ("set of images to normalise over", recipe.normalise.over, OVER),
        ("choice of weights to keep", recipe.keep, KEEPS),
        ("start of new weights", recipe.net.start, STARTS),
        ("precision", recipe.precision, PRECISIONS),
        ("device", recipe.device, DEVICES),
        *(("augmentation", name, transforms.names()) for name in recipe.data.augment),
    ):
        if name not in known:
            yield f"There is no {kind} {name!r}. Choose one of: {', '.join(_sorted(known))}."


def _sorted(known: Iterable[str]) -> Sequence[str]:
    return sorted(known)


def _data(recipe: ClassificationRecipe) -> Iterator[str]:
    name, asked = recipe.data.name, recipe.data
    whole = class_count(name)
    if whole is None:
        yield f"{name} has no classes to tell apart. Choose another data set."
    elif asked.classes is not None and not 2 <= asked.classes <= whole:
        yield (
            f"The number of classes must lie between 2 and the {whole} of {name}, not "
            f"{asked.classes}."
        )
        return
    if not 0 < asked.share <= 1:
        yield f"The share of labels must lie above 0 and be at most 1, not {asked.share:g}."
        return
    if asked.validation < 0:
        yield f"The number of validation images must be 0 or more, not {asked.validation}."
    try:
        images = training_images(recipe)
    except DataCorrupt as error:
        yield str(error)
        return
    if images is None:
        yield f"The data set {name} is not on this machine. {how_to_get(entry(name))}"
    elif images < 2:
        yield (
            f"{asked.validation:,} validation images and a share of {asked.share:.0%} leave "
            f"nothing of {name} to learn from. Keep fewer aside, or take a larger share."
        )
    elif not 2 <= recipe.batch.size <= images:
        yield (
            f"The batch must hold between 2 and the {images:,} images that are trained on, not "
            f"{recipe.batch.size:,}."
        )


def _numbers(recipe: ClassificationRecipe) -> Iterator[str]:
    optimiser, schedule, length = recipe.optimiser, recipe.schedule, recipe.length
    if not 0 < optimiser.lr < math.inf:
        yield f"The learning rate must be greater than 0, not {optimiser.lr:g}. Try 0.001."
    for what, value in (
        ("momentum", optimiser.momentum),
        ("label smoothing", recipe.loss.label_smoothing),
        ("decay of the averaged weights", recipe.ema.decay or 0.0),
    ):
        if not 0 <= value < 1:
            yield f"The {what} must be at least 0 and below 1, not {value:g}."
    for what, value in (("weight decay", optimiser.weight_decay), ("mixup", recipe.mixup.alpha)):
        if not 0 <= value < math.inf:
            yield f"The {what} must be 0 or more, not {value:g}. 0 switches it off."
    if schedule.name in ("steps", "exponential") and not 0 < schedule.gamma <= 1:
        yield f"Gamma must be greater than 0 and at most 1, not {schedule.gamma:g}."
    if schedule.name == "steps" and not 0 < schedule.every < math.inf:
        yield f"The rate falls every so many epochs: more than 0, not {schedule.every:g}."
    if (length.epochs is None) == (length.steps is None):
        yield "A training is so many epochs or so many steps long: set one of the two."
    elif not 0 < (length.epochs or length.steps or 0) < math.inf:
        yield "A training must be longer than nothing: set at least one epoch or one step."
    if recipe.seed < 0:
        yield f"The seed must be 0 or more, not {recipe.seed}."


def _net(recipe: ClassificationRecipe) -> Iterator[str]:
    net, freeze = recipe.net, recipe.freeze
    if freeze.backbone and not has_body(net.name):
        able = ", ".join(name for name in nets.names() if has_body(name))
        yield f"{net.name} has no body that could be frozen. Take one of: {able}."
    if freeze.unfreeze_epoch is not None and not 0 <= freeze.unfreeze_epoch < math.inf:
        yield f"A frozen body thaws at epoch 0 or later, not {freeze.unfreeze_epoch:g}."
    if net.pretrained and not has_imagenet(net.name):
        able = ", ".join(name for name in nets.names() if has_imagenet(name))
        yield (
            f"There are no ImageNet weights for {net.name}. Start from random weights, or take one "
            f"of: {able}."
        )
    if any(not 0 <= rate < 1 for rate in net.dropout):
        rates = ", ".join(f"{rate:g}" for rate in net.dropout)
        yield f"Dropout rates must be at least 0 and below 1, not {rates}."


def _stopping(recipe: ClassificationRecipe) -> Iterator[str]:
    stop = recipe.early_stopping
    if stop.patience is not None and stop.patience < 1:
        yield f"Patience must be one epoch or more, not {stop.patience}."
    if not 0 <= stop.min_delta < math.inf:
        yield f"The least improvement must be 0 or more, not {stop.min_delta:g}."
    none = recipe.data.validation == 0 and recipe.data.folds is None
    if none and (stop.patience is not None or recipe.keep == "best"):
        yield (
            "Stopping early and keeping the best epoch look at validation images alone, and none "
            "are kept aside. Set some, for example a tenth of the training images."
        )
