"""What several settings of a pair model's recipe can only say together."""

from __future__ import annotations

from collections.abc import Iterator

from core.encoders.as_face import missing_face
from core.tasks.kinship.settings import KinshipRecipe


def problems(recipe: KinshipRecipe) -> list[str]:
    """A sentence each, with the remedy; the training refuses the same."""
    return [*_length(recipe), *_people(recipe), *_faces(recipe), *_batch(recipe)]


def _length(recipe: KinshipRecipe) -> Iterator[str]:
    epochs = recipe.length.epochs
    if epochs is None or recipe.length.steps is not None or epochs != int(epochs) or epochs < 0:
        yield (
            "length.epochs of a pair model is a whole number, 0 where it is only fitted; "
            "draw.steps says how long an epoch is."
        )


def _people(recipe: KinshipRecipe) -> Iterator[str]:
    if recipe.data.also == recipe.data.name:
        yield f"data.also is the data set itself, {recipe.data.name}: leave it out."


def _faces(recipe: KinshipRecipe) -> Iterator[str]:
    encoders, freeze = recipe.faces.encoders, recipe.freeze
    if not encoders:
        yield "faces.encoders names no encoder. Take dlib-wide."
    own = [name for name in encoders if ":" in name]
    yield from filter(None, map(missing_face, own))
    if recipe.faces.fine_tune and own:
        yield f"faces.fine_tune trains face encoders by name, not {own[0]}: leave it out."
    if recipe.faces.fine_tune and len(encoders) > 1:
        yield (
            f"faces.fine_tune trains one encoder, not {len(encoders)}: name one in faces.encoders."
        )
    if (freeze.backbone or freeze.batch_norm) and not recipe.faces.fine_tune:
        yield "freeze is about the face encoder, which is not trained: set faces.fine_tune."


def _batch(recipe: KinshipRecipe) -> Iterator[str]:
    batch, share = recipe.draw.batch, recipe.draw.share
    if recipe.length.epochs and not 0 < round(batch * share) < batch:
        yield f"A batch of {batch} pairs cannot be {share:.0%} kin: make it larger."
