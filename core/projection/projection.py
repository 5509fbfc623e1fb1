"""One projection: vectors in, a map out, whatever the method."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import BadRecipe, EmbedscopeError, Stopped
from core.projection.method import LAID_OUT, Watch, checked, load
from core.projection.placing import placing
from embedscope.drawing import pca

DIMENSIONS = (2, 3)
LARGEST = 1e15
"""Beyond this, squares no longer fit float32."""
BLOCK = 1 << 22
"""Numbers looked at at a time: vectors may be mapped from a file that does not fit in memory."""
PLACED = 0.2
"""The share of the work that placing counts for, where not all points are laid out."""

Vectors = NDArray[np.floating]


@dataclass(frozen=True)
class Projection:
    """A map, and what has to be said about how it was made."""

    points: NDArray[np.float32]
    """float32 [n, dimensions]"""
    parameters: dict[str, Any]
    """All of them, as they were used: few points may have needed others than were asked for."""
    notes: tuple[str, ...]
    laid_out: NDArray[np.int64] | None = None
    """The points that the method laid out, where the others were placed beside them."""


def project(
    method: str,
    vectors: Vectors,
    *,
    dimensions: int = 2,
    seed: int = 0,
    parameters: Mapping[str, Any] | None = None,
    watch: Watch = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> Projection:
    """Project vectors onto a map; the same seed gives the same map on the same machine.

    A method with the parameter `laid_out` lays out so many of them at most, and places the others.

    Args:
        method: one of `names()`.
        vectors: [n, d] of any float type, n at least 1; they may be mapped from a file.
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
    vectors = np.asarray(vectors)
    _check(vectors)
    if stop():
        raise Stopped
    if all((block == vectors[0]).all() for block in _blocks(vectors)):
        flat = np.zeros((len(vectors), dimensions), np.float32)
        return Projection(flat, asked, ("All points are equal: their map is one point.",))
    way, most = load(method), int(asked.get(LAID_OUT, len(vectors)))
    few = getattr(way, "LEAST", 1)
    if len(vectors) < few:
        note = f"{len(vectors)} points are too few for {way.TITLE}: these are principal components."
        return Projection(pca.principal_points(vectors, dimensions), asked, (note,))
    how = {"dimensions": dimensions, "seed": seed, "stop": stop}
    if len(vectors) > most:
        return _in_two_steps(way, vectors, asked, most=most, watch=watch, **how)
    return _laid_out(way, vectors, asked, watch=watch, **how)


def _laid_out(way: Any, vectors: Vectors, asked: Mapping[str, Any], **how: Any) -> Projection:
    """The method's own map of all the vectors."""
    used, notes = dict(asked), ()
    if hasattr(way, "adapted"):
        used, notes = way.adapted(len(vectors), asked)
    given = {name: value for name, value in used.items() if name != LAID_OUT}
    if LAID_OUT in used:  # else it reads them in blocks
        vectors = np.ascontiguousarray(vectors, np.float32)
    points = way.project(vectors, **how, **given)
    return Projection(np.ascontiguousarray(points, np.float32), used, tuple(notes))


def _in_two_steps(
    way: Any, vectors: Vectors, asked: Mapping[str, Any], *, most: int, watch: Watch, **how: Any
) -> Projection:
    """The method's map of a sample, the others placed beside it, in every picture of the way."""
    start = pca.principal_points(vectors, how["dimensions"])
    watch(0.0, "looking for neighbours to be placed beside", start)
    found = placing(
        vectors,
        most,
        seed=how["seed"],
        stop=how["stop"],
        at=lambda share: watch(PLACED * share, "looking for neighbours to be placed beside"),
    )

    def watch_all(share: float, stage: str, laid: Vectors | None = None, /) -> None:
        points = None if laid is None else found.whole(laid)
        watch(PLACED + (1 - PLACED) * share, stage, points)

    made = _laid_out(way, vectors[found.rows], asked, watch=watch_all, **how)
    points = found.whole(made.points)
    return Projection(points, made.parameters, (*made.notes, found.told()), found.rows)


def _check(vectors: Vectors) -> None:
    """Raises EmbedscopeError."""
    if vectors.ndim != 2 or not vectors.size:
        raise EmbedscopeError(f"Vectors are a table [n, d], not of shape {vectors.shape}.")
    good = np.concatenate([(np.abs(block) <= LARGEST).all(axis=1) for block in _blocks(vectors)])
    bad = np.flatnonzero(~good)
    if len(bad):
        raise EmbedscopeError(
            f"{len(bad)} of {len(good)} vectors hold values that are not finite, or far too "
            f"large (the first is number {bad[0]}, counted from 0): leave them out, or mend what "
            "made them."
        )


def _blocks(vectors: Vectors) -> Iterator[NDArray[np.float32]]:
    step = max(1, BLOCK // vectors.shape[1])
    for start in range(0, len(vectors), step):
        yield np.asarray(vectors[start : start + step], np.float32)
