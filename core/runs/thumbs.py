"""A sheet of thumbnails: one request shows any of ten thousand images."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import files
from core.data.sizes import Frame, squeezed

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
        """Write `thumbs/<split>.webp` and `.json` in a run's folder."""
        place = folder / "thumbs"
        files.write(place / f"{split}.webp", lambda part: part.write_bytes(self.picture))
        files.write_json(place / f"{split}.json", self.geometry)


def _small(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Images of one size, at most SIDE pixels each way."""
    frame = Frame.of([images[0]], side=SIDE)
    if images.shape[1:3] == (frame.height, frame.width):
        return images
    return np.stack([squeezed(image, frame) for image in images])
