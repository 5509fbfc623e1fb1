"""Which images make up a step: a function of the seed and the step, so any step can be resumed."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.errors import BadRecipe
from core.recipes.sections import SAMPLERS, Batch
from core.training.rng import generator

Indices = NDArray[np.int64]


class Batches:
    """The batches of a run over `labels` int64 [n]; `at(step)` gives int64 [size] positions.

    All lanes of a race share one, so they see the same images. Raises BadRecipe where a batch
    cannot be made of this data.
    """

    def __init__(self, labels: NDArray[np.int64], batch: Batch, *, seed: int) -> None:
        if batch.sampler not in SAMPLERS:
            raise BadRecipe(
                f"batch.sampler must be one of {', '.join(SAMPLERS)}, not {batch.sampler!r}."
            )
        self.batch, self.seed = batch, seed
        self.by_class = [np.flatnonzero(labels == label) for label in np.unique(labels)]
        self.count = len(labels)
        if not 2 <= batch.size <= self.count:
            raise BadRecipe(
                f"batch.size must lie between 2 and the {self.count} training images, "
                f"not {batch.size}."
            )
        if batch.sampler == "p-k":
            self._check_classes()
        self._epoch = lru_cache(maxsize=2)(self._permutation)

    @property
    def per_epoch(self) -> int:
        """Steps an epoch; the last, smaller batch is left out."""
        return self.count // self.batch.size

    def at(self, step: int) -> Indices:
        """The training images of step 0, 1, 2, ..."""
        if self.batch.sampler == "p-k":
            return self._classes_by_images(step)
        epoch, place = divmod(step, self.per_epoch)
        start = place * self.batch.size
        return self._epoch(epoch)[start : start + self.batch.size]

    def _check_classes(self) -> None:
        images = self.batch.size // self.batch.classes
        if images * self.batch.classes != self.batch.size or images < 2:
            raise BadRecipe(
                "A P x K batch needs batch.size = batch.classes x K, with K at least 2."
            )
        if self.batch.classes > len(self.by_class):
            raise BadRecipe(
                f"batch.classes is {self.batch.classes}; the data has {len(self.by_class)}."
            )

    def _permutation(self, epoch: int) -> Indices:
        return generator("batches", self.seed, epoch).permutation(self.count)

    def _classes_by_images(self, step: int) -> Indices:
        draw = generator("p-k", self.seed, step)
        images = self.batch.size // self.batch.classes
        chosen = draw.choice(len(self.by_class), self.batch.classes, replace=False)
        return np.concatenate(
            [
                draw.choice(self.by_class[c], images, replace=len(self.by_class[c]) < images)
                for c in chosen
            ]
        )


class Triplets:
    """A data set of triplets drawn before training: one positive and one negative per image.

    Source: report 000, section 4.1 (per-class index lists).
    """

    def __init__(self, labels: NDArray[np.int64], *, seed: int) -> None:
        draw = generator("triplets", seed)
        self.positives = np.empty(len(labels), np.int64)
        self.negatives = np.empty(len(labels), np.int64)
        for label in np.unique(labels):
            own = np.flatnonzero(labels == label)
            others = np.flatnonzero(labels != label)
            if len(own) < 2 or len(others) == 0:
                raise BadRecipe("Triplets need two classes, each with two images or more.")
            shift = draw.integers(1, len(own), len(own))  # never the anchor itself
            self.positives[own] = own[(np.arange(len(own)) + shift) % len(own)]
            self.negatives[own] = draw.choice(others, len(own))

    def of(self, anchors: Indices) -> Indices:
        """Anchors [t], then their positives, then their negatives: int64 [3 t]."""
        return np.concatenate([anchors, self.positives[anchors], self.negatives[anchors]])
