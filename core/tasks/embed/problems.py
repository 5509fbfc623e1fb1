"""What several settings of an embedding's recipe, or its data, can only say together."""

from __future__ import annotations

from collections.abc import Iterator

from core.data import find
from core.data.splits import kept_aside
from core.errors import DataCorrupt, EmbedscopeError
from core.recipes.problems import batch_problems, length_problems, validation_problems
from core.settings import values
from core.tasks.embed.settings import WHITENED, EmbeddingRecipe


def problems(recipe: EmbeddingRecipe) -> list[str]:
    """A sentence each, with the remedy; the training itself would refuse the same."""
    shared = [*length_problems(recipe.length), *_validation(recipe)]
    return [*shared, *batch_problems(recipe.batch), *_images(recipe), *_encoder(recipe)]


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


SEEN_ONCE = {
    "data.augment": "changes no image",
    "data.side": "scales no image down",
    "freeze.backbone": "has no backbone that could be frozen besides",
    "freeze.batch_norm": "has no batch norm",
    "optimiser.backbone": "has no backbone with a rate of its own",
}
"""What a training on a frozen encoder's vectors cannot do, and why."""


def _encoder(recipe: EmbeddingRecipe) -> Iterator[str]:
    if not recipe.net.encoder:
        return
    from core import encoders

    try:
        encoders.check(recipe.net.encoder)
    except EmbedscopeError as error:
        yield str(error)
    if recipe.net.head_start == WHITENED and recipe.net.hidden:
        yield "net.head_start: whitened is of a linear head: set net.hidden to 0."
    said, usual = values(recipe), values(EmbeddingRecipe())
    for key, why in SEEN_ONCE.items():
        if said[key] != usual[key]:
            yield (
                f"{key} needs to be left out, or net.encoder: each image is encoded once, so that "
                f"this training {why}."
            )


def _validation(recipe: EmbeddingRecipe) -> Iterator[str]:
    aside = kept_aside(recipe.data, recipe.data.name) or recipe.data.folds
    return validation_problems(recipe.early_stopping, keep=recipe.keep, aside=aside)
