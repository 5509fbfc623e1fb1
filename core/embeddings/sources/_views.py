"""From images to vectors: by their pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.sizes import Frame, Image8, squeezed

PIXEL_SIDE = 32
"""Larger images are made smaller before their pixels are compared."""


@dataclass(frozen=True)
class View:
    """`vectors` maps a list of images to float [b, d]; `note` says what it does to them."""

    vectors: Callable[[Sequence[Image8]], NDArray[np.floating]]
    note: str = ""


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

    return View(vectors, "" if alike else note)
