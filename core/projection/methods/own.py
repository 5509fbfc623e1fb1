"""The vectors as they are: for a net whose own output has no more dimensions than the map.

Source: none; nothing is computed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.errors import BadRecipe
from core.projection.method import Watch

TITLE = "The net's own plane"
TRAP = (
    "Nothing is distorted, but the net had only these dimensions to tell the classes apart: with "
    "more it may do better."
)


def project(
    vectors: NDArray[np.floating],
    *,
    dimensions: int,
    seed: int,  # noqa: ARG001 (nothing is left to chance)
    watch: Watch,
    stop: Callable[[], bool],  # noqa: ARG001 (it is done sooner)
) -> NDArray[np.float32]:
    """[n, d], d at most `dimensions`, to float32 [n, dimensions], filled with zeros.

    Raises:
        BadRecipe: where d is more than `dimensions`.
    """
    count, wide = vectors.shape
    if wide > dimensions:
        raise BadRecipe(
            f"These vectors have {wide} dimensions, the map {dimensions}: choose a method that "
            "reduces them, such as pca or tsne."
        )
    points = np.zeros((count, dimensions), np.float32)
    points[:, :wide] = vectors
    watch(1.0, "done", points)
    return points
