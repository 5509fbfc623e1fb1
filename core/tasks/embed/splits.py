"""What all lanes of a job share: the images, the batches, the probe set."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core import data
from core.data.class_names import UNLABELLED
from core.data.image_set import Images
from core.data.sizes import one_size
from core.data.splits import divide, part_of, probe, without
from core.data.versions import validation_rows
from core.errors import BadRecipe
from core.metrics.probe import probe_figures
from core.nets import input_shape
from core.tasks.embed.settings import EmbeddingRecipe
from core.training.batches import Batches, Triplets
from embedscope.thumbnails import SIDE, Sheet

Labels = NDArray[np.int64]
TRAIN, TEST = "train", "test"


@dataclass(frozen=True)
class Splits:
    """One data set, divided as a recipe asks."""

    train: data.ImageSet
    test: data.ImageSet
    chosen: Labels
    """Positions within `train` of the images that are trained on: int64 [n]."""
    validation: Labels
    """Positions within `train` of the validation images: int64 [v]."""
    probe_indices: Labels
    """Positions within `train` of the watched images: validation images where there are any. No
    test image is among them, as who watches a training chooses by what is seen."""
    batches: Batches
    steps: int
    seed: int

    @property
    def labels(self) -> Labels:
        """Classes of the images that are trained on: int64 [n]."""
        return self.train.labels[self.chosen]

    @cached_property
    def triplets(self) -> Triplets:
        """Drawn beforehand, for the strategies that ask for them; raises BadRecipe."""
        return Triplets(self.labels, seed=self.seed)

    @cached_property
    def probe_sheet(self) -> Sheet:
        """Thumbnails of the watched images."""
        return _sheet(self.train.images[self.probe_indices])

    @cached_property
    def test_sheet(self) -> Sheet:
        """Thumbnails of the test images."""
        return _sheet(self.test.images)

    @property
    def labelled(self) -> bool:
        """Whether there are classes to measure by."""
        return self.train.classes != UNLABELLED

    def watched_figures(self, embedding: NDArray[np.float32]) -> dict[str, float]:
        """How well classes lie apart in float32 [p, d] of the watched images; NaN without any."""
        found = probe_figures(embedding, self.probe_labels)
        return found if self.labelled else dict.fromkeys(found, math.nan)

    @property
    def probe_labels(self) -> Labels:
        """The classes of the watched images: int64 [p]."""
        return self.train.labels[self.probe_indices]

    def of(self, split: str) -> data.ImageSet:
        """TRAIN, with the validation images, or TEST."""
        return self.test if split == TEST else self.train


def make_splits(recipes: Sequence[EmbeddingRecipe]) -> Splits:
    """Load and divide the data of a job; raises BadRecipe where its lanes do not go together."""
    first = recipes[0]
    for recipe in recipes[1:]:
        for part in ("data", "batch", "length", "probe", "seed", "precision", "device"):
            if getattr(recipe, part) != getattr(first, part):
                raise BadRecipe(f"Strategies race over the same {part}; {recipe.name} differs.")
    train, test = (_one_size(first.data.name, split, recipes) for split in ("train", "test"))
    chosen, validation = divide(train.labels, first, given=validation_rows(first.data.name))
    chosen = without(chosen, train, first.data.hold_out)
    chosen = part_of(chosen, train.labels, first.data.share, seed=first.seed)
    around = validation if len(validation) else np.arange(len(train), dtype=np.int64)
    watched = around[probe(train.labels[around], first.probe.size, seed=first.seed)]
    batches = Batches(train.labels[chosen], first.batch, seed=first.seed)
    return Splits(
        train=train,
        test=test,
        chosen=chosen,
        validation=validation,
        probe_indices=watched,
        batches=batches,
        steps=first.length.count(batches.per_epoch),
        seed=first.seed,
    )


def _one_size(name: str, split: str, recipes: Sequence[EmbeddingRecipe]) -> data.ImageSet:
    """The images as one array; those of many sizes as large as the largest net takes them. Where
    frozen encoders alone see them they stay as they are, as each encoder fits them for itself.
    """
    loaded = data.load(name, split)
    shapes = [input_shape(recipe.net.name) for recipe in recipes if not recipe.net.encoder]
    if not shapes:
        return loaded
    height, width = (max(shape[axis] for shape in shapes) for axis in (1, 2))
    return replace(loaded, images=one_size(loaded.images, height=height, width=width))


def _sheet(images: Images) -> Sheet:
    return Sheet.of(one_size(images, height=SIDE, width=SIDE))
