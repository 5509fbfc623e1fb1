"""One map laid on another of the same points, and how far each point moved between them.

Source: Gower (1975), Generalized Procrustes analysis; Schönemann (1966) for the rotation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedscope.errors import EmbedscopeError


@dataclass(frozen=True)
class Alignment:
    """A map turned, mirrored, scaled and shifted to lie as near another as it can."""

    points: NDArray[np.float32]
    """float32 [n, dimensions], in the other map's coordinates."""
    moved: NDArray[np.float32]
    """float32 [n]: distance to the same point on the other map, 1 = that map's root mean square
    distance from its centre."""
    disparity: float
    """Mean square of `moved`: 0 where the maps are the same but for their pose, 1 at worst."""


def align(points: NDArray[np.floating], onto: NDArray[np.floating]) -> Alignment:
    """Lay `points` on `onto` by the rotation, reflection, scale and shift of least squares.

    Args:
        points: finite [n, dimensions].
        onto: the same points in the same order on another map of as many dimensions.

    Raises:
        EmbedscopeError: where the shapes differ.
    """
    one, other = np.asarray(points, np.float64), np.asarray(onto, np.float64)
    if one.shape != other.shape or one.ndim != 2 or not len(one):
        raise EmbedscopeError(
            f"Maps of shapes {one.shape} and {other.shape} cannot be laid on each other: choose "
            "two maps of the same points, both flat or both in 3-D."
        )
    centre = other.mean(axis=0)
    ours, theirs = one - one.mean(axis=0), other - centre
    left, strengths, right = np.linalg.svd(ours.T @ theirs)
    size = float((ours**2).sum())
    scale = float(strengths.sum()) / size if size > 0 else 0.0
    laid = scale * ours @ (left @ right)
    radius = float(np.sqrt((theirs**2).sum(axis=1).mean()))
    moved = np.linalg.norm(laid - theirs, axis=1) / (radius or 1.0)
    return Alignment(
        (laid + centre).astype(np.float32), moved.astype(np.float32), float((moved**2).mean())
    )


def turn_onto(points: NDArray[np.floating], onto: NDArray[np.floating]) -> list[list[float]] | None:
    """The rotation or reflection [dimensions, dimensions] that lays a map on another (Procrustes);
    None where the two have no pose in common: other shapes, or all points on one spot.
    """
    second, first = np.asarray(points, np.float64), np.asarray(onto, np.float64)
    if first.shape != second.shape:
        return None
    laid = align(second, first).points.astype(np.float64)
    turn = np.linalg.lstsq(second - second.mean(0), laid - laid.mean(0), rcond=None)[0]
    size = np.sqrt((turn**2).sum() / len(turn))
    return (turn / size).tolist() if size > 0 else None
