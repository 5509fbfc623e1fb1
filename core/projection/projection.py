"""One projection: vectors in, a map out, whatever the method."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import BadRecipe, EmbedscopeError, Stopped
from core.metrics import pca
from core.projection.method import Watch, checked, load

DIMENSIONS = (2, 3)
LARGEST = 1e15
"""Beyond this, squares no longer fit float32."""


@dataclass(frozen=True)
class Projection:
    """A map, and what has to be said about how it was made."""

    points: NDArray[np.float32]
    """float32 [n, dimensions]"""
    parameters: dict[str, Any]
    """All of them, as they were used: few points may have needed others than were asked for."""
    notes: tuple[str, ...]


def project(
    method: str,
    vectors: NDArray[np.floating],
    *,
    dimensions: int = 2,
    seed: int = 0,
    parameters: Mapping[str, Any] | None = None,
    watch: Watch = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> Projection:
    """Project vectors onto a map; the same seed gives the same map on the same machine.

    Args:
        method: one of `names()`.
        vectors: [n, d] of any float type, n at least 1.
        dimensions: 2 or 3.
        seed: of whatever the method leaves to chance.
        parameters: those that differ from their defaults.
        watch: told the share done, the stage, and the points where the method can show them.
        stop: asked now and then; true ends the work with Stopped.

    Raises:
        BadRecipe, UnknownName: for settings that do not exist or are out of range.
        EmbedscopeError: for vectors that are no table, or not finite.
        Stopped: where `stop` said so.
    """
    asked = checked(method, parameters)
    if dimensions not in DIMENSIONS:
        raise BadRecipe(f"A map has 2 or 3 dimensions, not {dimensions}.")
    if not 0 <= seed < 2**31:
        raise BadRecipe(f"seed = {seed}: choose a whole number from 0 to {2**31 - 1}.")
    table = _table(vectors)
    if stop():
        raise Stopped
    if np.all(table == table[0]):
        flat = np.zeros((len(table), dimensions), np.float32)
        return Projection(flat, asked, ("All points are equal: their map is one point.",))
    way = load(method)
    few = getattr(way, "LEAST", 1)
    if len(table) < few:
        note = f"{len(table)} points are too few for {way.TITLE}: these are principal components."
        return Projection(pca.principal_points(table, dimensions), asked, (note,))
    used, notes = asked, ()
    if hasattr(way, "adapted"):
        used, notes = way.adapted(len(table), asked)
    points = way.project(table, dimensions=dimensions, seed=seed, watch=watch, stop=stop, **used)
    return Projection(np.ascontiguousarray(points, np.float32), used, tuple(notes))


def _table(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    table = np.ascontiguousarray(vectors, np.float32)
    if table.ndim != 2 or not table.size:
        raise EmbedscopeError(f"Vectors are a table [n, d], not of shape {table.shape}.")
    bad = np.flatnonzero(~(np.abs(table) <= LARGEST).all(axis=1))
    if len(bad):
        raise EmbedscopeError(
            f"{len(bad)} of {len(table)} vectors hold values that are not finite, or far too "
            f"large (the first is number {bad[0]}, counted from 0): leave them out, or mend what "
            "made them."
        )
    return table
