"""Pictures that explain an answer: the outline on the photo, the photo's place on the map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFont

from core.inference.photos.garment import Garment

OUTLINE = (230, 60, 120)
DIMMED = 0.35
MARGIN = 0.06


def outlined(garment: Garment) -> Image.Image:
    """The photo with the garment as it is, its outline drawn and the rest dimmed; RGB."""
    from scipy import ndimage

    pixels = np.asarray(garment.photo).astype(np.float32)
    width = max(1, round(max(garment.photo.size) / 200))
    inner = ndimage.binary_erosion(garment.mask, iterations=width, border_value=1)
    grey = pixels.mean(-1, keepdims=True)
    dimmed = DIMMED * grey + (1 - DIMMED) * 200
    result = np.where(garment.mask[..., None], pixels, dimmed)
    result[garment.mask & ~inner] = OUTLINE
    return Image.fromarray(result.astype(np.uint8))


def place_on_map(
    points: NDArray[np.floating],
    labels: NDArray[np.integer],
    place: tuple[float, float],
    *,
    classes: Sequence[str],
    colours: Sequence[str],
    size: int = 420,
) -> Image.Image:
    """The test images as dots, one colour per class, and the photo as a ring; RGBA [size, size].

    Both axes have one scale. A photo that lies far outside is drawn at the edge of the map.

    Args:
        points: [n, 2], the test images in the plane.
        labels: int [n], indices into `classes` and `colours`.
        place: where the photo lies in that plane.
        classes: names, written at the middle of their points.
        colours: CSS colours (`#rrggbb`), one a class.
        size: in pixels.
    """
    low, high = np.percentile(points, 0.5, axis=0), np.percentile(points, 99.5, axis=0)
    middle, reach = (low + high) / 2, float((high - low).max()) / 2 or 1.0
    scale = size * (0.5 - MARGIN) / reach

    def pixels(values: NDArray[np.floating]) -> NDArray[np.intp]:
        moved = (values - middle) * np.array([scale, -scale]) + size / 2
        result: NDArray[np.intp] = np.clip(moved.round(), 4, size - 5).astype(np.intp)
        return result

    picture = Image.fromarray(_dots(pixels(points), labels, colours, size))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(13)
    for label, name in enumerate(classes):
        if (labels == label).any():
            x, y = pixels(np.median(points[labels == label], axis=0))
            draw.text((x, y), name, "black", font, anchor="mm", stroke_width=2, stroke_fill="white")
    _ring(draw, *(int(value) for value in pixels(np.array(place))))
    return picture


def _dots(
    pixels: NDArray[np.intp], labels: NDArray[np.integer], colours: Sequence[str], size: int
) -> NDArray[np.uint8]:
    rgb = np.array([ImageColor.getrgb(colour)[:3] for colour in colours], np.uint8)
    canvas = np.zeros((size, size, 4), np.uint8)
    dot = range(2 if len(labels) > 2000 else 3)
    for right in dot:
        for down in dot:
            rows, columns = pixels[:, 1] + down, pixels[:, 0] + right
            canvas[rows, columns, :3] = rgb[labels]
            canvas[rows, columns, 3] = 200
    return canvas


def _ring(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    for radius, colour, width in ((11, "white", 6), (10, "black", 3)):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=colour, width=width)
    draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill="black", outline="white")
