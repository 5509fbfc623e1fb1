"""What several settings of a classifier's recipe, or its data, say together, without torch."""

from __future__ import annotations

from collections.abc import Iterator

from core import nets
from core.data import find
from core.data import names as data_names
from core.data.catalogue import class_count, has_unseen_classes, needs_classes, title
from core.data.own import find_own
from core.data.splits import kept_aside
from core.data.versions import base_of
from core.errors import DataCorrupt
from core.recipes.problems import batch_problems, length_problems, validation_problems
from core.tasks._frozen import encoder_problems
from core.tasks.classify.settings import ClassificationRecipe


def problems(recipe: ClassificationRecipe) -> list[str]:
    """A sentence each, with the remedy; the training itself would refuse the same, or come to
    nothing.
    """
    shared = [*length_problems(recipe.length), *_validation(recipe), *batch_problems(recipe.batch)]
    return [*_data(recipe), *shared, *_net(recipe)]


def has_body(net: str, variant: nets.Variant = nets.USUAL) -> bool:
    """Whether there is such a net, and it has a body that can be kept as it is, and a head."""
    known = net in nets.names()
    return known and any(path.startswith("body.") for _, path, _ in nets.layers(net, variant))


def has_imagenet(net: str) -> bool:
    """Whether there is such a net, and ImageNet weights for it, here or to be downloaded."""
    return net in nets.names() and bool(nets.entry(net).constants.get("IMAGENET", False))


def _wants_head(net: str) -> bool:
    return nets.may_choose(net, "head") and not has_body(net)


def outputs_of(recipe: ClassificationRecipe) -> int:
    """How many outputs the net needs: at least two, whatever the recipe says."""
    base = base_of(recipe.data.name)
    known = base in data_names() or find_own(base) is not None
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
    aside = asked // folds if folds else kept_aside(recipe.data, recipe.data.name)
    return round((asked - aside) * recipe.data.share)


def _data(recipe: ClassificationRecipe) -> Iterator[str]:
    name, asked = recipe.data.name, recipe.data
    whole = class_count(name)
    if whole is None:
        yield needs_classes(name, "a classifier")
    elif asked.classes is not None and asked.classes > whole:
        yield (
            f"The number of classes must lie between 2 and the {whole} of {name}, not "
            f"{asked.classes}."
        )
        return
    try:
        images, unseen = training_images(recipe), has_unseen_classes(name)
    except DataCorrupt as error:
        yield str(error)
        return
    if unseen:
        yield (
            f"The test classes of {title(name)} are never trained on, so that no classifier can "
            "name them. Train an embedding on it, in the Triplet lab."
        )
    if images is None:  # it is not here: said for every task (core.tasks)
        return
    if images < 2:
        yield (
            f"{asked.validation:,} validation images and a share of {asked.share:.0%} leave "
            f"nothing of {name} to learn from. Keep fewer aside, or take a larger share."
        )
    elif not 2 <= recipe.batch.size <= images:
        yield (
            f"The batch must hold between 2 and the {images:,} images that are trained on, not "
            f"{recipe.batch.size:,}."
        )


def _net(recipe: ClassificationRecipe) -> Iterator[str]:
    net, freeze = recipe.net, recipe.freeze
    yield from encoder_problems(recipe, net.encoder)
    if net.encoder:  # all that follows is of nets that see images
        return
    yield from nets.problems_of_variant(net.name, net.variant)
    if freeze.backbone and not has_body(net.name, net.variant):
        bodies = [name for name in nets.names() if has_body(name)]
        bodies += [f"{name} with a net.head" for name in nets.names() if _wants_head(name)]
        yield f"{net.name} has no body that could be frozen. Take one of: {', '.join(bodies)}."
    if net.pretrained and not has_imagenet(net.name):
        able = ", ".join(name for name in nets.names() if has_imagenet(name))
        yield (
            f"There are no ImageNet weights for {net.name}. Start from random weights, or take one "
            f"of: {able}."
        )


def _validation(recipe: ClassificationRecipe) -> Iterator[str]:
    aside = kept_aside(recipe.data, recipe.data.name) or recipe.data.folds
    return validation_problems(recipe.early_stopping, keep=recipe.keep, aside=aside)
