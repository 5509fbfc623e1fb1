"""A sheet of thumbnails: one request shows any of ten thousand images. Needs Pillow."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedscope.arrays import array
from embedscope.atomic import write, write_json
from embedscope.errors import BadValues

COLUMNS = 100
QUALITY = 60
QUICK, SMALLEST = 1, 4
SIDE = 64
"""Larger images are made smaller: 100 of them side by side fit on a sheet."""
LARGEST = 16_383  # a WebP's side, pixels


@dataclass(frozen=True)
class Sheet:
    """A WebP picture of many thumbnails, and where they lie on it."""

    picture: bytes
    geometry: dict[str, int]
    """`{"columns", "width", "height", "count"}`; sizes in pixels of one image."""

    @classmethod
    def of(cls, images: NDArray[np.uint8], *, effort: int = SMALLEST) -> Sheet:
        """From uint8 [n, h, w] or [n, h, w, 3]: as many as fit on a sheet, in their order.

        `effort` is WebP's method, 0 to 6: with `QUICK` a sheet is a tenth larger and takes 0.5 s
        instead of 1.25.
        """
        from PIL import Image

        images = _small(images)
        height, width = images.shape[1:3]
        images = images[: COLUMNS * (LARGEST // height)]
        rows = -(-len(images) // COLUMNS)
        sheet = np.zeros((rows * COLUMNS, *images.shape[1:]), np.uint8)
        sheet[: len(images)] = images
        grid = sheet.reshape(rows, COLUMNS, *images.shape[1:]).swapaxes(1, 2)
        out = io.BytesIO()
        picture = Image.fromarray(grid.reshape(rows * height, COLUMNS * width, *images.shape[3:]))
        picture.save(out, "WEBP", quality=QUALITY, method=effort)
        geometry = {"columns": COLUMNS, "width": width, "height": height, "count": len(images)}
        return cls(out.getvalue(), geometry)

    def write(self, folder: Path, *, split: str) -> None:
        """Write `thumbs/<split>.webp` and `.json` in a run's folder; raises NotWritten."""
        place = folder / "thumbs"
        write(place / f"{split}.webp", lambda part: part.write_bytes(self.picture))
        write_json(place / f"{split}.json", self.geometry)


def pictures(images: Any) -> NDArray[np.uint8]:
    """uint8 [n, h, w] or [n, h, w, 3], whatever a loop has.

    Args:
        images: an array [n, h, w], [n, h, w, 1 or 3] or [n, 1 or 3, h, w], uint8 or float (from
            0 to 1; what reaches further, as after a normalisation, is stretched to its own
            range), or a list of Pillow's images or paths, which are squeezed to squares of SIDE.

    Raises:
        BadValues: for what is no images.
    """
    if isinstance(images, (list, tuple)) and (not images or not hasattr(images[0], "shape")):
        return np.stack([_opened(image) for image in images])
    made = array(images)
    if made.ndim == 4 and made.shape[1] in (1, 3) and made.shape[3] not in (1, 3):
        made = np.moveaxis(made, 1, 3)
    if made.ndim == 4 and made.shape[3] == 1:
        made = made[..., 0]
    if made.ndim not in (3, 4) or (made.ndim == 4 and made.shape[3] != 3) or not made.size:
        raise BadValues(
            f"Images are [n, h, w], [n, h, w, 3] or [n, 3, h, w], not of shape {made.shape}."
        )
    return _bytes(made)


def _bytes(images: NDArray[Any]) -> NDArray[np.uint8]:
    if images.dtype == np.uint8:
        return images
    values = np.nan_to_num(images.astype(np.float32))
    low, high = float(values.min()), float(values.max())
    if images.dtype.kind in "iu" and low >= 0 and high <= 255:
        return values.astype(np.uint8)
    if low < 0 or high > 1:
        values = (values - low) / max(high - low, 1e-12)
    return np.rint(values * 255).astype(np.uint8)


def _small(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """At most SIDE pixels each way."""
    from PIL import Image

    height, width = images.shape[1:3]
    scale = min(1.0, SIDE / max(height, width))
    if scale == 1.0:
        return images
    size = max(1, round(width * scale)), max(1, round(height * scale))
    smaller = (Image.fromarray(image).resize(size, Image.Resampling.BILINEAR) for image in images)
    return np.stack([np.asarray(image) for image in smaller])


def _opened(image: Any) -> NDArray[np.uint8]:
    from PIL import Image

    picture = image if isinstance(image, Image.Image) else Image.open(image)
    return np.asarray(picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BILINEAR))
