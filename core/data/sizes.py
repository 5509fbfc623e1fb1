"""Images of many sizes brought to one: squeezed for a net or a table, letterboxed for the eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.image_set import Images

Image8 = NDArray[np.uint8]
"""uint8 [h, w] or [h, w, 3]."""


@dataclass(frozen=True)
class Frame:
    """Height, width and whether in colour."""

    height: int
    width: int
    colour: bool

    @classmethod
    def of(cls, images: Sequence[Image8], *, side: int) -> Frame:
        """One frame for all images, at most `side` pixels: theirs where they are alike."""
        colour = any(image.ndim == 3 for image in images)
        sizes = {image.shape[:2] for image in images}
        height, width = (max(size[axis] for size in sizes) for axis in (0, 1))
        if len(sizes) > 1:
            height = width = max(height, width)
        scale = min(1.0, side / max(height, width))
        return cls(max(1, round(height * scale)), max(1, round(width * scale)), colour)


def one_size(images: Images, *, height: int, width: int) -> NDArray[np.uint8]:
    """All images as one array: as they are where they are alike, else squeezed in colour.

    Returns uint8 [n, h, w] or [n, h, w, 3] of their own size, or [n, height, width, 3].
    """
    if isinstance(images, np.ndarray):
        return images
    frame, made = Frame(height, width, colour=True), np.empty((len(images), height, width, 3), "u1")
    for number in range(len(images)):
        made[number] = squeezed(images[number], frame)
    return made


def squeezed(image: Image8, frame: Frame) -> Image8:
    """The image in the frame's size, whatever its own aspect."""
    return _resized(_toned(image, colour=frame.colour), frame.height, frame.width)


def letterboxed(image: Image8, frame: Frame) -> Image8:
    """The whole image in the frame, upon black; it is never enlarged."""
    toned = _toned(image, colour=frame.colour)
    high, wide = toned.shape[:2]
    scale = min(1.0, frame.height / high, frame.width / wide)
    small = _resized(toned, max(1, round(high * scale)), max(1, round(wide * scale)))
    if small.shape[:2] == (frame.height, frame.width):
        return small
    box = np.zeros((frame.height, frame.width, *small.shape[2:]), np.uint8)
    top, left = (frame.height - small.shape[0]) // 2, (frame.width - small.shape[1]) // 2
    box[top : top + small.shape[0], left : left + small.shape[1]] = small
    return box


def fitted(image: Image8, side: int) -> Image8:
    """uint8 [side, side, 3], for the eye: small pictures enlarged, large ones whole upon black."""
    fit = squeezed if max(image.shape[:2]) < side else letterboxed
    return fit(enlarged(image, side), Frame(side, side, colour=True))


def enlarged(picture: Image8, side: int) -> Image8:
    """uint8 [h, w] or [h, w, 3] so that its longer side is about `side`, pixels kept square."""
    times = max(1, round(side / max(picture.shape[:2])))
    return np.repeat(np.repeat(picture, times, axis=0), times, axis=1)


def _toned(image: Image8, *, colour: bool) -> Image8:
    if colour and image.ndim == 2:
        return np.repeat(image[..., None], 3, axis=-1)
    if not colour and image.ndim == 3:
        gray: Image8 = image.mean(axis=-1).astype(np.uint8)
        return gray
    return image


def _resized(image: Image8, height: int, width: int) -> Image8:
    if image.shape[:2] == (height, width):
        return image
    from PIL import Image

    small = Image.fromarray(image).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(small)
