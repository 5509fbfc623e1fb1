"""The test images that excite each channel most, of several layers in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.cancellation import steps
from core.inference.loaded import trained
from core.inference.wire import Named
from core.runs.run import Run

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

PIXELS = 4_500_000
"""Pixels of all images that are looked at, about: some seconds on one core."""
FEWEST, MOST = 90, 2000
BATCH = 32


def answer(*, run: str, layers: list[str | None], most: int) -> Named:
    """Of the i-th module of `layers` `images-i` int64 and `strengths-i` float32 [channels, most],
    `mean-i` float32 [channels]; and the `rows` of the test images that were looked at. The images
    are places in `rows`.
    """
    from core.inference.feature_maps import maximally_activating

    known, net = trained(run)
    rows, batches = _batches(known)
    every = list(dict.fromkeys(layers))
    found = maximally_activating(net, batches, layers=every, most=most)
    said: Named = {"rows": rows, "layers": every}
    for number, layer in enumerate(every):
        said[f"images-{number}"] = found[layer].images
        said[f"strengths-{number}"] = found[layer].strengths
        said[f"mean-{number}"] = found[layer].mean
    return said


def _batches(run: Run) -> tuple[NDArray[np.int64], Iterator[Tensor]]:
    from core.data.sizes import Frame
    from core.data.splits import probe
    from core.runs.test_images import images_of_test
    from core.training.pixels import Pixels

    shown, pixels = images_of_test(run), Pixels.of_card(run.finished())
    channels, height, width = pixels.shape
    count = min(MOST, max(FEWEST, PIXELS // (height * width)))
    rows = np.sort(probe(shown.labels, min(count, len(shown)), seed=0)).astype(np.int64)
    frame = Frame(height, width, colour=channels == 3)
    return rows, (
        pixels.prepare(shown.batch(rows[at : at + BATCH].tolist(), frame), device="cpu")
        for at in steps(len(rows), BATCH)
    )
