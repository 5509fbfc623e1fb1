"""Photos to classify: drawn garments as JPEG."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

DISTINCT = 50
"""Of many photos so many are drawn, the others are those turned."""
SIZE = (1155, 866)
SHAPES = {  # corners, x then y, in hundredths of the picture
    "shirt": "30 20 45 25 55 25 70 20 85 40 72 47 68 40 68 85 32 85 32 40 28 47 15 40",
    "trousers": "38 10 62 10 66 90 54 90 50 35 46 90 34 90",
    "bag": "25 40 40 40 42 25 58 25 60 40 75 40 78 80 22 80",
}


def write_photos(folder: Path, count: int, *, classes: int = 0) -> None:
    """Photos of the size that a small camera's have, all different; where `classes` are asked for,
    in as many folders, one shape each.
    """
    pictures = [Image.open(io.BytesIO(blob)) for blob in photos(DISTINCT)]
    small = [each.resize((each.width // 2, each.height // 2)) for each in pictures]
    for number in range(count):
        drawn = number % DISTINCT
        place = folder / str(drawn % classes) if classes else folder
        place.mkdir(parents=True, exist_ok=True)
        turned = small[drawn].rotate(number // DISTINCT * 3, fillcolor="white")
        turned.save(place / f"{number:04}.jpg", quality=90)


def photos(count: int) -> Iterator[bytes]:
    """`count` different photos of a megapixel: a shape in some colour on a grainy background."""
    random = np.random.default_rng(0)
    outlines = [np.array(text.split(), float).reshape(-1, 2) / 100 for text in SHAPES.values()]
    for number in range(count):
        background, garment = random.integers(150, 250, 3), random.integers(20, 130, 3)
        picture = Image.new("RGB", SIZE, tuple(map(int, background)))
        corners = [tuple(corner) for corner in outlines[number % len(outlines)] * SIZE]
        ImageDraw.Draw(picture).polygon(corners, fill=tuple(map(int, garment)))
        grain = random.normal(0, 6, (SIZE[1], SIZE[0], 3))
        grainy = np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8)
        out = io.BytesIO()
        Image.fromarray(grainy).save(out, "JPEG", quality=90)
        yield out.getvalue()
