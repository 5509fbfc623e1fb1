"""The images of a classifier's run: which are trained on, which validate, which are watched."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core import data
from core.data.image_set import Images
from core.data.sizes import one_size
from core.data.splits import divide, part_of, probe, without
from core.data.versions import validation_rows
from core.errors import BadRecipe
from core.nets import input_shape
from core.tasks.classify.settings import ClassificationRecipe
from core.training.batches import Batches
from embedscope.thumbnails import SIDE, Sheet

Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Splits:
    """The training split, divided. The test images are loaded when training is over."""

    recipe: ClassificationRecipe
    train: data.ImageSet
    """All of the asked classes, as one array of images; as they are for a frozen encoder."""
    places: Labels
    """Where its images lie in the data set's training split: int64 [n]."""
    chosen: Labels
    """Positions within `train` of the images that are trained on."""
    validation: Labels
    """Positions within `train` of the validation images."""
    watched: Labels
    """Positions within `train` of the images that the frames show: validation images, if any."""
    batches: Batches
    steps: int

    def images(self, positions: Labels) -> NDArray[np.uint8]:
        """Training images at `positions`: uint8 [n, h, w] or [n, h, w, 3]."""
        return np.asarray(self.train.images)[positions]

    def test(self) -> data.ImageSet:
        """The test images of the asked classes, as `train` holds its own."""
        return _asked(self.recipe, "test")[0]

    def watched_sheet(self) -> Sheet:
        """Thumbnails of the watched images."""
        return sheet(self.train.images[self.watched])


def sheet(images: Images) -> Sheet:
    """Thumbnails of images, which may be of many sizes."""
    return Sheet.of(one_size(images, height=SIDE, width=SIDE))


def make_splits(recipe: ClassificationRecipe) -> Splits:
    """Load and divide the training split; raises BadRecipe, and the data's errors."""
    train, places = _asked(recipe, "train")
    given = np.flatnonzero(np.isin(places, validation_rows(recipe.data.name)))
    chosen, aside = divide(train.labels, recipe, given=given)
    chosen, aside = (without(rows, train, recipe.data.hold_out) for rows in (chosen, aside))
    chosen = part_of(chosen, train.labels, recipe.data.share, seed=recipe.seed)
    around = aside if len(aside) else chosen
    watched = around[probe(train.labels[around], recipe.probe.size, seed=recipe.seed)]
    batches = Batches(train.labels[chosen], recipe.batch, seed=recipe.seed)
    steps = recipe.length.count(batches.per_epoch)
    return Splits(recipe, train, places, chosen, aside, watched, batches, steps)


def _asked(recipe: ClassificationRecipe, split: str) -> tuple[data.ImageSet, Labels]:
    """A split with only the asked classes, and where its images lie in the whole.

    Images of many sizes are squeezed to the size that the net takes; for a frozen encoder they stay
    as they are.
    """
    whole, count = data.load(recipe.data.name, split), recipe.data.classes
    places = np.arange(len(whole), dtype=np.int64)
    if count is not None:
        if not 2 <= count <= len(whole.classes):
            raise BadRecipe(
                f"data.classes must lie between 2 and the {len(whole.classes)} that "
                f"{whole.name} has, not {count}."
            )
        places = np.flatnonzero(whole.labels < count)
        whole = replace(whole.take(places), classes=whole.classes[:count])
    if recipe.net.encoder:  # which fits each of them for itself
        return whole, places
    _, height, width = input_shape(recipe.net.name)
    images = one_size(whole.images, height=height, width=width)
    return replace(whole, images=images), places
