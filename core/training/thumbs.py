"""A sheet of thumbnails: one request shows any of ten thousand images."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import files

COLUMNS = 100
QUALITY = 60
LARGEST = 16_383  # a WebP's side, pixels


def write_sheet(folder: Path, images: NDArray[np.uint8], *, split: str = "test") -> None:
    """Write `thumbs/<split>.webp` and `.json` from uint8 [n, h, w] or [n, h, w, 3].

    As many images as fit on one sheet are kept, in their order.
    """
    from PIL import Image

    height, width = images.shape[1:3]
    images = images[: COLUMNS * (LARGEST // height)]
    rows = -(-len(images) // COLUMNS)
    sheet = np.zeros((rows * COLUMNS, *images.shape[1:]), np.uint8)
    sheet[: len(images)] = images
    grid = sheet.reshape(rows, COLUMNS, *images.shape[1:]).swapaxes(1, 2)
    picture = Image.fromarray(grid.reshape(rows * height, COLUMNS * width, *images.shape[3:]))
    place = folder / "thumbs"
    files.write(
        place / f"{split}.webp", lambda part: picture.save(part, "WEBP", quality=QUALITY, method=4)
    )
    geometry = {"columns": COLUMNS, "width": width, "height": height, "count": len(images)}
    files.write_json(place / f"{split}.json", geometry)
