"""From images to vectors: by their pixels, or by an encoder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.sizes import Frame, Image8, squeezed
from core.encoders import Address, Encoder
from core.encoders.kept import KeptVectors, vectors_folder
from core.encoders.loading import ready
from core.runs.layers import PIXELS
from core.runs.run import Run

PIXEL_SIDE = 32
"""Larger images are made smaller before their pixels are compared."""


@dataclass(frozen=True)
class View:
    """`vectors` maps a list of images to float [b, d]; `note` says what it does to them."""

    vectors: Callable[[Sequence[Image8]], NDArray[np.floating]]
    dimension: int
    note: str = ""
    kept: KeptVectors | None = None
    """Where its vectors are kept, if they are."""


Viewer = Callable[[Sequence[Image8]], View]
"""From a few of the images that are to come to a view of them all."""


def pixel_view(images: Sequence[Image8]) -> View:
    """Pixels from 0 to 255 in float16, which holds them exactly; a few of the images set the size.

    A vector has h * w numbers, or h * w * 3 in colour.
    """
    frame = Frame.of(images, side=PIXEL_SIDE)
    alike = {image.shape[:2] for image in images} == {(frame.height, frame.width)}
    note = f"Images were resized to {frame.width} x {frame.height} pixels."

    def vectors(batch: Sequence[Image8]) -> NDArray[np.floating]:
        small = np.stack([squeezed(image, frame) for image in batch])
        return small.reshape(len(batch), -1).astype(np.float16)

    values = frame.height * frame.width * (3 if frame.colour else 1)
    return View(vectors, values, "" if alike else note)


def encoder_view(address: str) -> Viewer:
    """What the encoder of that address makes of images, kept by their content."""

    def viewer(_images: Sequence[Image8]) -> View:
        from core import encoders

        return view_of(encoders.load(address))

    return viewer


def run_view(run: Run, layer: str, *, trained: bool = True) -> Viewer:
    """A layer's values; with `trained=False` of the net as its training began."""

    def viewer(images: Sequence[Image8]) -> View:
        if layer == PIXELS:
            return pixel_view(images)
        from core.encoders.kinds.checkpoint import of_run

        built = of_run(run, layer, trained=trained)
        asked = Address("checkpoint", run.name, layer)
        identity = {"run": str(run.folder), "layer": layer, "trained": trained}
        return view_of(ready(asked, built, title=run.name, identity=identity), keep=False)

    return viewer


def view_of(encoder: Encoder, *, keep: bool = True) -> View:
    """An encoder's view."""
    ask = KeptVectors(encoder, folder=vectors_folder(encoder) if keep else None)
    return View(ask, encoder.dimension, encoder.note, ask if ask.keeps else None)
