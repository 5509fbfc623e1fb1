"""Principal components: the flat view in which the points spread most; linear, quick, exact.

Source: Pearson (1901), On lines and planes of closest fit to systems of points in space.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.errors import Stopped
from core.projection.method import Watch
from embedscope.drawing.pca import principal_points

TITLE = "PCA"
TRAP = (
    "Groups that lie behind each other in the directions that are not shown overlap on the map, "
    "however far apart they are."
)


def project(
    vectors: NDArray[np.floating],
    *,
    dimensions: int,
    seed: int,  # noqa: ARG001 (nothing is left to chance)
    watch: Watch,
    stop: Callable[[], bool],
) -> NDArray[np.float32]:
    """[n, d] to float32 [n, dimensions]: coordinates along the first principal axes, exactly.

    The vectors are read a block at a time. Raises Stopped.
    """

    def at(share: float) -> None:
        if stop():
            raise Stopped
        watch(share, "finding the principal axes")

    points = principal_points(vectors, dimensions, at=at)
    watch(1.0, "done", points)
    return points
