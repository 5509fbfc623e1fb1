"""A map of many points from a map of some: the others go where their nearest laid-out ones are.

Each of the rest lies at the weighted mean of its `NEAREST` neighbours among the laid-out points,
the nearer the heavier; so wherever those move while the map is made, the rest moves along.

Source: van der Maaten, Hinton (2008), section 5 (landmarks); Poličar, Stražar, Zupan (2023),
Embedding to reference t-SNE space addresses batch effects, for the start from nearest neighbours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import Stopped
from core.projection.graph import Axes, search, searchable

NEAREST = 5
BLOCK = 32_768
"""Points placed at a time."""


@dataclass(frozen=True)
class Placing:
    """Where n points go, once those at `rows` are laid out."""

    rows: NDArray[np.int64]
    """int64 [m], ascending: the points that are laid out"""
    rest: NDArray[np.int64]
    """int64 [n - m], ascending: the others"""
    near: NDArray[np.int32]
    """int32 [n - m, NEAREST]: their neighbours, places in `rows`"""
    weights: NDArray[np.float32]
    """float32 [n - m, NEAREST]; the sum of each row is 1"""

    def told(self) -> str:
        """A sentence for people."""
        return (
            f"Laid out from {len(self.rows):,} of {len(self.rows) + len(self.rest):,} points; the "
            f"others are placed by their {NEAREST} nearest of those."
        )

    def whole(self, laid: NDArray[np.floating]) -> NDArray[np.float32]:
        """The map of all n points from that of the laid-out ones [m, dimensions]."""
        points = np.empty((len(self.rows) + len(self.rest), laid.shape[1]), np.float32)
        points[self.rows] = laid
        known = np.asarray(laid, np.float32)
        for start in range(0, len(self.rest), BLOCK):
            part = slice(start, start + BLOCK)
            points[self.rest[part]] = np.einsum(
                "ij,ijk->ik", self.weights[part], known[self.near[part]]
            )
        return points


def placing(
    vectors: NDArray[np.floating],
    count: int,
    *,
    seed: int,
    at: Callable[[float], object] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Placing:
    """Choose `count` points to lay out, at random, and find each other's neighbours among them.

    Args:
        vectors: finite [n, d], which may be mapped from a file.
        count: how many, at least NEAREST and below n.
        seed: decides which.
        at: told the share that is done.
        stop: asked now and then; Stopped is raised where it says so.
    """
    chosen = np.zeros(len(vectors), bool)
    chosen[np.random.default_rng(seed).choice(len(vectors), count, replace=False)] = True
    rows, rest = np.flatnonzero(chosen), np.flatnonzero(~chosen)
    laid = np.asarray(vectors[rows], np.float32)
    axes = Axes.of(laid)
    index = searchable(axes.along(laid))
    near = np.empty((len(rest), NEAREST), np.int32)
    weights = np.empty((len(rest), NEAREST), np.float32)
    for start in range(0, len(rest), BLOCK):
        if stop():
            raise Stopped
        part = slice(start, start + BLOCK)
        asked = axes.along(np.asarray(vectors[rest[part]], np.float32))
        near[part], squared = search(index, asked, k=NEAREST)
        weights[part] = _weights(squared)
        at(min(1.0, (start + BLOCK) / len(rest)))
    return Placing(rows, rest, near, weights)


def _weights(squared: NDArray[np.float32]) -> NDArray[np.float32]:
    """By the inverse of squared distances [b, k], nearest first; a copy of a point lies on it."""
    least = np.maximum(squared[:, :1], np.finfo(np.float32).tiny)
    inverse = least / np.maximum(squared, least)
    weights: NDArray[np.float32] = inverse / inverse.sum(axis=1, keepdims=True)
    return weights
