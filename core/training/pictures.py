"""A run's test images from its data set, small, in the order of its labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import DataMissing
from core.training.runs import Run

if TYPE_CHECKING:
    from core.data.image_set import ImageSet

SIDE = 64


def pictures_of_test(run: Run) -> NDArray[np.uint8]:
    """uint8 [n, h, w] or [n, h, w, 3], at most SIDE pixels each way.

    Raises:
        DataMissing: where the data set is not here, or is not the one that the run saw; says how to
            get it.
        DataCorrupt: where a file cannot be read.
    """
    from core.data.sizes import Frame, letterboxed

    seen = _seen(run)
    first = np.asarray(seen.images[0])
    if seen.uniform and max(first.shape[:2]) <= SIDE:
        return np.asarray(seen.images)
    frame = Frame(SIDE, SIDE, colour=first.ndim == 3)
    return np.stack([letterboxed(seen.images[number], frame) for number in range(len(seen))])


def _seen(run: Run) -> ImageSet:
    """The test split with only the classes of the run."""
    from core.data import load

    name = str(run.card()["data"]["name"])
    whole, labels = load(name, "test"), run.labels("test")
    kept = whole.take(np.flatnonzero(whole.labels < len(run.card()["data"]["classes"])))
    if not np.array_equal(kept.labels, labels):
        raise DataMissing(
            f"{name} on this machine is not what the run {run.name} was tested on: "
            f"{len(kept):,} images of its classes, and the run has {len(labels):,} in another "
            "order. Train it again here to see the pictures."
        )
    return kept
