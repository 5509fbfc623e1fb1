"""Images that are still encoded (JPEG, PNG, WebP, ...): decode one, or all into one array."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, SupportsIndex, overload

import numpy as np
from numpy.typing import NDArray

from core.data.image_set import Images, Pixels
from core.errors import DataCorrupt

MOST_PIXELS = 50_000_000
MOST_BYTES = 512 << 20
"""Images of one size become one array up to this many bytes; beyond, they are decoded on demand."""
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".pgm", ".ppm")
TURNED = 0x0112
"""The EXIF tag that says how a camera was held."""
STARTS = ((b"\xff\xd8", "JPEG"), (b"\x89PNG", "PNG"), (b"RIFF", "WEBP"))
"""What the common formats start with: naming the one spares Pillow to try them all."""

_LAZY = ContextVar("lazy", default=False)


@contextmanager
def lazily() -> Iterator[None]:
    """Inside, `gather` decodes nothing: who asks for an image meets its error alone."""
    before = _LAZY.set(True)
    try:
        yield
    finally:
        _LAZY.reset(before)


class EncodedImages(Sequence[Pixels]):
    """Images that are decoded to uint8 [h, w, 3] when asked for; a part is again such a sequence.

    `blobs` gives the encoded bytes by number (from memory, a folder or an archive), `names` what to
    call each image in an error.
    """

    def __init__(
        self, blobs: Sequence[bytes], names: Sequence[str], which: NDArray[np.int64] | None = None
    ) -> None:
        self._blobs, self._names = blobs, names
        self._which = np.arange(len(names), dtype=np.int64) if which is None else which

    def __len__(self) -> int:
        return len(self._which)

    @overload
    def __getitem__(self, index: int) -> Pixels: ...

    @overload
    def __getitem__(self, index: slice | NDArray[Any]) -> EncodedImages: ...

    def __getitem__(self, index: int | slice | NDArray[Any]) -> Pixels | EncodedImages:
        """One image by number, or a part by slice, index array or mask; raises DataCorrupt."""
        if isinstance(index, SupportsIndex) and not isinstance(index, np.ndarray):
            chosen = int(self._which[index])
            return _colour(decode(self._blobs[chosen], self._names[chosen]))
        return EncodedImages(self._blobs, self._names, self._which[index])


def decode(blob: bytes, name: str) -> Pixels:
    """An encoded image, upright: uint8 [h, w] where it is gray, else [h, w, 3].

    Raises DataCorrupt, with `name`, where it is none, is cut short or has over 50 million pixels.
    """
    from PIL import Image, ImageOps

    broken = (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        struct.error,
        Image.DecompressionBombError,
    )
    likely = [kind for start, kind in STARTS if blob.startswith(start)]
    try:
        with Image.open(io.BytesIO(blob), formats=likely or None) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValueError(f"{image.width} x {image.height} pixels are too many")
            upright = ImageOps.exif_transpose(image) if TURNED in image.getexif() else image
            return np.array(upright.convert("L" if image.mode in ("1", "L") else "RGB"))
    except broken as error:
        raise DataCorrupt(
            f"The image {name} cannot be decoded ({error}). Replace or delete it."
        ) from error


def gather(blobs: Sequence[bytes], names: Sequence[str], *, most: int = MOST_BYTES) -> Images:
    """One uint8 array [n, h, w] or [n, h, w, 3] where the images are of one size and come to at
    most `most` bytes, else lazy ones.

    Gray images become colour ones where both occur. Raises DataCorrupt.
    """
    lazy = EncodedImages(blobs, names)
    if not len(names) or _LAZY.get():
        return lazy
    first = decode(blobs[0], names[0])
    if first.size * len(names) > most:
        return lazy
    images = np.empty((len(names), *first.shape), np.uint8)
    for number, name in enumerate(names):
        image = decode(blobs[number], name) if number else first
        if image.shape[:2] != images.shape[1:3]:
            return lazy
        if image.ndim == 3 and images.ndim == 3:
            images = np.repeat(images[..., None], 3, axis=-1)
        images[number] = _colour(image) if images.ndim == 4 else image
    return images


def _colour(image: Pixels) -> Pixels:
    return image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=-1)
