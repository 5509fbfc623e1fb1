"""Vectors as points of a map: as they are, along their principal axes, or by UMAP."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedscope.arrays import vectors
from embedscope.drawing.pca import principal_plane
from embedscope.errors import BadValues, NotInstalled

METHODS = ("pca", "umap")
DRAWN = (2, 3)
"""Dimensions that a map can show."""


def flattened(
    values: NDArray[np.float32], *, points: Any, method: str
) -> tuple[NDArray[np.float32], str]:
    """Points float32 [n, 2 or 3] of vectors [n, d], and a sentence on how they came about.

    Rows that are not finite have no place: NaN. Raises BadValues, NotInstalled.
    """
    if method not in METHODS:
        raise BadValues(f"Unknown method {method!r}: it is one of {', '.join(METHODS)}.")
    finite: NDArray[np.bool_] = np.asarray(np.isfinite(values).all(axis=1))
    if not finite.any():
        raise BadValues("No vector is finite: there is nothing to draw.")
    lost = len(values) - int(finite.sum())
    more = f" {lost:,} vectors that are not finite are left out." if lost else ""
    if points is not None:
        own = vectors(points, count=len(values))
        if own.shape[1] not in DRAWN:
            raise BadValues(f"points= is [n, 2 or 3], not of shape {own.shape}.")
        return own, f"Drawn where points= says.{more}"
    if values.shape[1] in DRAWN:
        return np.where(finite[:, None], values, np.nan), f"Drawn as they are.{more}"
    flat = np.full((len(values), 2), np.nan, np.float32)
    if method == "umap" and values.shape[1] > 2:
        flat[finite] = _umap(values[finite])
        return flat, f"UMAP to two dimensions (seed 0).{more}"
    plane = principal_plane(values[finite])
    flat[finite] = plane.points
    return flat, f"PCA: two axes, {plane.share:.0%} of the variance.{more}"


def _umap(values: NDArray[np.float32]) -> NDArray[np.float32]:
    try:
        from umap import UMAP
    except ModuleNotFoundError as error:
        raise NotInstalled(
            "UMAP is not installed. Install it with: pip install umap-learn, or take method='pca'."
        ) from error
    if len(values) < 4:
        raise BadValues("UMAP needs at least four points; method='pca' takes any.")
    made = UMAP(random_state=0, n_jobs=1, n_neighbors=min(15, len(values) - 1))
    return np.asarray(made.fit_transform(values), np.float32)
