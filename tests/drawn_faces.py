"""Faces that are drawn, so that no photo of a person lies here; dlib's detector finds them."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

EDGE = 400
SKIN, HAIR, LIP, GROUND = (224, 178, 150), (70, 48, 36), (176, 84, 84), (150, 165, 180)
POINTS = np.array(  # marked by hand on the drawing, in parts of its edge
    [[0.682, 0.438], [0.557, 0.448], [0.318, 0.438], [0.443, 0.448], [0.5, 0.652]], np.float32
)
"""As `core.faces.face.Points`."""


def drawn_face(edge: int = EDGE, *, skin: tuple[int, int, int] = SKIN) -> Image.Image:
    """One face from the front, RGB [edge, edge]."""
    large = Image.new("RGB", (EDGE, EDGE), GROUND)
    draw = ImageDraw.Draw(large)
    draw.ellipse(_box(0.5, 0.46, 0.36, 0.44), HAIR)
    draw.rectangle((160, 320, 240, 400), _dark(skin, 0.75))
    draw.ellipse(_box(0.5, 0.53, 0.29, 0.38), skin)
    _shade(large)
    for x in (0.38, 0.62):
        _eye(draw, x, skin)
    _nose_and_mouth(draw, skin)
    soft = large.filter(ImageFilter.GaussianBlur(2.5))
    return soft.resize((edge, edge), Image.Resampling.LANCZOS)


def scene(
    size: tuple[int, int], faces: list[tuple[int, int, int]], *, ground: tuple[int, ...] = GROUND
) -> Image.Image:
    """A picture with drawn faces at x, y, each with its edge."""
    picture = Image.new("RGB", size, ground)
    for x, y, edge in faces:
        picture.paste(drawn_face(edge), (x, y))
    return picture


def _eye(draw: ImageDraw.ImageDraw, x: float, skin: tuple[int, int, int]) -> None:
    draw.ellipse(_box(x, 0.44, 0.085, 0.055), _dark(skin, 0.8))
    draw.ellipse(_box(x, 0.44, 0.065, 0.028), "white")
    draw.ellipse(_box(x, 0.44, 0.028, 0.028), (40, 40, 50))
    draw.arc(_box(x, 0.39, 0.09, 0.05), 200, 340, HAIR, 9)
    draw.arc(_box(x, 0.44, 0.068, 0.034), 180, 360, HAIR, 5)


def _nose_and_mouth(draw: ImageDraw.ImageDraw, skin: tuple[int, int, int]) -> None:
    draw.polygon([(190, 190), (210, 190), (222, 250), (178, 250)], _dark(skin, 0.93))
    draw.ellipse(_box(0.5, 0.61, 0.06, 0.035), _dark(skin, 0.88))
    for x in (0.465, 0.535):
        draw.ellipse(_box(x, 0.63, 0.018, 0.012), _dark(skin, 0.45))
    draw.ellipse(_box(0.5, 0.75, 0.11, 0.04), LIP)
    draw.line([(160, 300), (200, 304), (240, 300)], _dark(LIP, 0.5), 4)


def _box(x: float, y: float, wide: float, high: float) -> tuple[float, ...]:
    return ((x - wide) * EDGE, (y - high) * EDGE, (x + wide) * EDGE, (y + high) * EDGE)


def _dark(colour: tuple[int, int, int], factor: float) -> tuple[int, ...]:
    return tuple(round(channel * factor) for channel in colour)


def _shade(image: Image.Image) -> None:
    """Darken the face towards its edge."""
    y, x = np.mgrid[0:EDGE, 0:EDGE] / EDGE
    far = ((x - 0.5) / 0.29) ** 2 + ((y - 0.53) / 0.38) ** 2
    pixels = np.array(image, np.float32)
    inside = far < 1
    pixels[inside] *= (1 - 0.3 * far[inside] ** 2)[:, None]
    image.paste(Image.fromarray(pixels.astype(np.uint8)))
