"""Principal components: the plane in which a set of points spreads most.

Points are read a block at a time: those of a file that is mapped need not fit in memory.

Source: Pearson (1901), On lines and planes of closest fit to systems of points in space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedscope.errors import EmbedscopeError

At = Callable[[float], object]
"""Told the share that is done."""
VALUES = 1 << 23
"""Numbers in one block: 67 MB of float64."""


@dataclass(frozen=True)
class Plane:
    """Points in a plane, and how much of their variance lies in it."""

    points: NDArray[np.float32]
    """float32 [n, 2]"""
    share: float
    """Between 0 and 1; 1 where they had no more than two dimensions."""
    axes: NDArray[np.float32]
    """float32 [d, 2], orthonormal columns; the sign makes each one's largest entry positive."""
    centre: NDArray[np.float32]
    """float32 [d]"""


def principal_plane(embedding: NDArray[np.floating]) -> Plane:
    """Project onto the first two principal axes; points of one or two dimensions stay as they are.

    Args:
        embedding: [n, d] of any float type.

    Raises:
        EmbedscopeError: where it is no table, or holds values that are not finite.
    """
    points = np.asarray(embedding, np.float32)
    if points.ndim != 2 or not points.size:
        raise EmbedscopeError(f"An embedding is a table [n, d], not of shape {points.shape}.")
    if not np.isfinite(points).all():
        raise EmbedscopeError(
            "The embedding holds values that are not finite: the run diverged. "
            "Train it again with a lower learning rate."
        )
    wide = points.shape[1]
    if wide <= 2:
        flat = np.zeros((len(points), 2), np.float32)
        flat[:, :wide] = points
        return Plane(flat, 1.0, np.eye(wide, 2, dtype=np.float32), np.zeros(wide, np.float32))
    moved, axes, centre, share = _turned(points, 2)
    return Plane(moved, share, axes, centre)


def principal_points(
    vectors: NDArray[np.floating],
    dimensions: int,
    *,
    at: At = lambda _: None,
) -> NDArray[np.float32]:
    """The coordinates along the first `dimensions` principal axes.

    Args:
        vectors: finite [n, d] of any float type, in memory or mapped from a file.
        dimensions: of the result; zeros fill those beyond d.
        at: told the share that is done, after each block.

    Returns:
        float32 [n, dimensions], centred.
    """
    flat = np.zeros((len(vectors), dimensions), np.float32)
    kept = min(dimensions, vectors.shape[1])
    flat[:, :kept] = _turned(vectors, kept, at)[0]
    return flat


def principal_axes(
    vectors: NDArray[np.floating], dimensions: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The first axes float32 [d, dimensions] and the centre float32 [d] of finite [n, d]."""
    centre, covariance = _moments(vectors)
    return _axes(covariance, dimensions)[0].astype(np.float32), centre.astype(np.float32)


def along_axes(vectors: NDArray[np.float32], most: int) -> NDArray[np.float32]:
    """float32 [n, d] as it is, or along its `most` principal axes where d is more: [n, most].

    Vectors that are not finite have no axes and stay as they are.
    """
    few = vectors.shape[1] <= most or not np.isfinite(vectors).all()
    return vectors if few else principal_points(vectors, most)


def _turned(
    points: NDArray[np.floating], dimensions: int, at: At = lambda _: None
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], float]:
    """Coordinates along the axes, the axes, the centre, and the share of variance along them."""
    centre, covariance = _moments(points, lambda share: at(0.8 * share))
    axes, share = _axes(covariance, dimensions)
    flat = np.empty((len(points), dimensions), np.float32)
    for rows, block in _blocks(points):
        flat[rows] = (block - centre) @ axes
        at(0.8 + 0.2 * rows.stop / len(points))
    return flat, axes.astype(np.float32), centre.astype(np.float32), share


def _moments(
    points: NDArray[np.floating], at: At = lambda _: None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean [d] and, n times, the covariance [d, d]."""
    centre = sum(block.sum(axis=0, dtype=np.float64) for _, block in _blocks(points)) / len(points)
    covariance = np.zeros((points.shape[1], points.shape[1]))
    for rows, block in _blocks(points):
        moved = block - centre
        covariance += moved.T @ moved
        at(rows.stop / len(points))
    return centre, covariance


def _axes(covariance: NDArray[np.float64], dimensions: int) -> tuple[NDArray[np.float64], float]:
    """The first axes [d, dimensions] and the share of variance along them.

    The d x d covariance is decomposed rather than the n x d cloud: the same axes, sooner.
    """
    variances, vectors = np.linalg.eigh(covariance)
    axes = vectors[:, ::-1][:, :dimensions]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(dimensions)])
    total = float(variances.sum())
    return axes, float(variances[-dimensions:].sum()) / total if total > 0 else 1.0


def _blocks(points: NDArray[np.floating]) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """The points in float32, some at a time, and which those are."""
    step = max(1, VALUES // points.shape[1])
    for start in range(0, len(points), step):
        rows = slice(start, min(start + step, len(points)))
        yield rows, np.asarray(points[rows], np.float32)
