"""What several settings of an embedding's recipe, or its data, can only say together."""

from __future__ import annotations

from collections.abc import Iterator

from core.data import find
from core.data.catalogue import is_unlabelled, needs_classes
from core.data.splits import kept_aside
from core.errors import DataCorrupt
from core.losses import strategies
from core.recipes.problems import batch_problems, length_problems, validation_problems
from core.recipes.sections import SAMPLERS
from core.tasks._frozen import encoder_problems
from core.tasks.embed.settings import WHITENED, EmbeddingRecipe

SHUFFLE = SAMPLERS[0]


def problems(recipe: EmbeddingRecipe) -> list[str]:
    """A sentence each, with the remedy; the training itself would refuse the same."""
    shared = [*length_problems(recipe.length), *_validation(recipe)]
    return [
        *shared,
        *batch_problems(recipe.batch),
        *_images(recipe),
        *_labels(recipe),
        *_encoder(recipe),
        *_views(recipe),
    ]


def training_images(recipe: EmbeddingRecipe) -> int | None:
    """How many images are trained on, from headers alone; None where the data set is not here.

    A held-out class is not taken off: which images have it the headers do not say.
    """
    found = find(recipe.data.name)
    if found is None:
        return None
    train, folds = found.sizes()["train"], recipe.data.folds
    aside = train // folds if folds else kept_aside(recipe.data, recipe.data.name)
    return round((train - aside) * recipe.data.share)


def _images(recipe: EmbeddingRecipe) -> Iterator[str]:
    name, size = recipe.data.name, recipe.batch.size
    try:
        images = training_images(recipe)
    except DataCorrupt as error:
        yield str(error)
        return
    if images is not None and size > images:
        yield f"A batch of {size:,} is larger than the {images:,} training images of {name}."


def _labels(recipe: EmbeddingRecipe) -> Iterator[str]:
    """What needs classes where the data set has none."""
    name, strategy = recipe.data.name, recipe.strategy.name
    if find(name) is None or not is_unlabelled(name) or strategy not in strategies.names():
        return
    free = [each for each in strategies.names() if strategies.views(each) > 1]
    if strategy not in free:
        yield f"{needs_classes(name, strategy)} Without labels train {' or '.join(free)}."


def _views(recipe: EmbeddingRecipe) -> Iterator[str]:
    """What a strategy that compares changed views of an image cannot do without, or with."""
    name, net = recipe.strategy.name, recipe.net
    if name not in strategies.names() or strategies.views(name) == 1:
        return
    if net.encoder and not net.unfreeze_from:
        yield (
            f"{name} compares changed views of an image, and a frozen encoder sees each image "
            "once. Leave net.encoder out, or let it learn too (net.unfreeze_from)."
        )
    elif not recipe.data.augment:
        yield (
            f"{name} compares changed views of an image: name some changes in data.augment, such "
            "as flip and zoom."
        )
    if recipe.batch.sampler != SHUFFLE:
        yield f"{name} uses no labels, and {recipe.batch.sampler} draws by them: shuffle instead."
    if recipe.mixup.alpha:
        yield f"{name} pairs the views of an image; mixup would blend them with others: leave it."


def _encoder(recipe: EmbeddingRecipe) -> Iterator[str]:
    net = recipe.net
    yield from encoder_problems(recipe, net.encoder, tuned=net.unfreeze_from)
    if net.encoder and net.head_start == WHITENED and net.hidden:
        yield "net.head_start: whitened is of a linear head: set net.hidden to 0."


def _validation(recipe: EmbeddingRecipe) -> Iterator[str]:
    aside = kept_aside(recipe.data, recipe.data.name) or recipe.data.folds
    return validation_problems(recipe.early_stopping, keep=recipe.keep, aside=aside)
