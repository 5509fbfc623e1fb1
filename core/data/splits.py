"""Which images are trained on, kept for validation and watched: the same for all strategies.

Every draw is stratified: each class gets its share of the whole, rounded so that the total is exact
(largest remainder), and depends on the labels and the seed alone.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.data.image_set import ImageSet
from core.data.versions import validation_rows
from core.errors import BadRecipe

Indices = NDArray[np.int64]


class Division(Protocol):
    """What a recipe's `data` says of how training images are divided."""

    @property
    def validation(self) -> int:
        """How many are kept for validation."""
        ...

    @property
    def folds(self) -> int | None:
        """Or into how many parts they are divided."""
        ...

    @property
    def fold(self) -> int:
        """Which of those is kept for validation."""
        ...


def kept_aside(asked: Division, name: str) -> int:
    """How many training images of a data set are not trained on but validate; with folds, none
    that are counted.
    """
    return 0 if asked.folds else len(validation_rows(name)) or asked.validation


class Divided(Protocol):
    """A recipe that divides its training images."""

    @property
    def data(self) -> Division:
        """How."""
        ...

    @property
    def seed(self) -> int:
        """What decides which."""
        ...


def hold_back(labels: ArrayLike, count: int, seed: int) -> tuple[Indices, Indices]:
    """Keep `count` images aside for validation.

    Args:
        labels: int [n].
        count: how many to keep aside, 0 to n - 1.
        seed: decides which.

    Returns:
        Two ascending int64 index arrays, [n - count] to train on and [count] to validate on.

    Raises:
        BadRecipe: where nothing would be left to train on, or `count` is negative.
    """
    known = np.asarray(labels)
    if not 0 <= count < max(len(known), 1):
        raise BadRecipe(
            f"Cannot keep {count} of {len(known)} images aside: choose a number from 0 to "
            f"{max(len(known) - 1, 0)}."
        )
    kept = _draw(known, _shares(known, count), seed)
    mask = np.ones(len(known), bool)
    mask[kept] = False
    return np.flatnonzero(mask).astype(np.int64), kept


def fold_of(labels: ArrayLike, folds: int, *, fold: int, seed: int) -> tuple[Indices, Indices]:
    """One division of a cross-validation: the others to train on, fold `fold` to validate on.

    Args:
        labels: int [n].
        folds: into how many parts, 2 or more; every class is spread over all of them.
        fold: which part is kept for validation, 0 to folds - 1.
        seed: decides which image falls into which part.

    Returns:
        Two ascending int64 index arrays.

    Raises:
        BadRecipe: for a fold that is not there, or more folds than the smallest class has images.
    """
    from sklearn.model_selection import StratifiedKFold

    known = np.asarray(labels)
    smallest = int(np.unique(known, return_counts=True)[1].min(initial=len(known)))
    if not 2 <= folds <= smallest or not 0 <= fold < folds:
        raise BadRecipe(
            f"Fold {fold} of {folds} cannot be made: choose 2 to {smallest} folds, counted from 0."
        )
    parts = StratifiedKFold(folds, shuffle=True, random_state=seed).split(known, known)
    train, aside = list(parts)[fold]
    return train.astype(np.int64), aside.astype(np.int64)


def divide(
    labels: Indices, recipe: Divided, *, given: Indices | None = None
) -> tuple[Indices, Indices]:
    """Positions of the training and of the validation images, as a recipe asks: int64 each.

    `given` are those that the data set itself names for validation: they are, however many the
    recipe asks for, unless it asks for folds.
    """
    asked = recipe.data
    if given is not None and len(given) and asked.folds is None:
        return np.setdiff1d(np.arange(len(labels), dtype=np.int64), given), given
    if asked.folds is not None:
        return fold_of(labels, asked.folds, fold=asked.fold, seed=recipe.seed)
    return hold_back(labels, asked.validation, seed=recipe.seed)


def without(rows: Indices, images: ImageSet, held_out: str | None) -> Indices:
    """Those of int64 [n] rows of `images` that are not of the held-out class; raises BadRecipe."""
    if held_out is None:
        return rows
    if held_out not in images.classes:
        raise BadRecipe(
            f"data.hold_out names no class of {images.name}: {held_out!r}. It has: "
            f"{', '.join(images.classes)}."
        )
    kept: Indices = rows[images.labels[rows] != images.classes.index(held_out)]
    return kept


def part_of(rows: Indices, labels: Indices, share: float, *, seed: int) -> Indices:
    """A share of int64 [n] rows, above 0, at most 1, each class in proportion; BadRecipe else."""
    if not 0 < share <= 1:
        raise BadRecipe(f"data.share must lie above 0 and be at most 1, not {share}.")
    if share == 1:
        return rows
    return rows[probe(labels[rows], max(1, round(share * len(rows))), seed=seed)]


def probe(labels: ArrayLike, size: int, seed: int) -> Indices:
    """The images that are watched while training goes on: ascending int64 [min(size, n)].

    Raises BadRecipe where `size` is not positive.
    """
    known = np.asarray(labels)
    if size < 1:
        raise BadRecipe(f"A probe set needs at least one image, not {size}.")
    return _draw(known, _shares(known, min(size, len(known))), seed)


def per_class(labels: ArrayLike, count: int, seed: int) -> tuple[Indices, Indices]:
    """Draw `count` images of every class: ascending int64 indices of those and of the rest.

    A class with fewer gives all it has.
    """
    known = np.asarray(labels)
    classes, sizes = np.unique(known, return_counts=True)
    drawn = _draw(known, dict(zip(classes, np.minimum(sizes, count), strict=True)), seed)
    return drawn, np.setdiff1d(np.arange(len(known), dtype=np.int64), drawn, assume_unique=True)


def _shares(labels: NDArray[np.int64], count: int) -> dict[np.int64, np.int64]:
    classes, sizes = np.unique(labels, return_counts=True)
    exact = count * sizes / max(len(labels), 1)
    shares = np.floor(exact).astype(np.int64)
    short = count - int(shares.sum())
    # A stable sort gives ties to the class of the smaller number.
    shares[np.argsort(shares - exact, kind="stable")[:short]] += 1
    return dict(zip(classes, shares, strict=True))


def _draw(labels: NDArray[np.int64], shares: dict[np.int64, np.int64], seed: int) -> Indices:
    order = np.random.default_rng(seed).permutation(len(labels))
    drawn = [order[labels[order] == label][:share] for label, share in shares.items()]
    return np.sort(np.concatenate(drawn)).astype(np.int64) if drawn else np.empty(0, np.int64)
