"""Faces that are drawn: something to try where no photo of a person may lie.

dlib's detector finds them. What an encoder makes of them means nothing: it learned from photos of
people, and takes most drawings for one and the same person.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

EDGE = 400
GROUND = (150, 165, 180)
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Look:
    """What a face looks like; lengths in parts of the picture's edge."""

    skin: Colour = (224, 178, 150)
    hair: Colour = (70, 48, 36)
    lips: Colour = (176, 84, 84)
    wide: float = 0.29
    high: float = 0.38
    apart: float = 0.12
    """How far the eyes are from the middle."""
    eye: float = 0.065
    nose: float = 0.06
    mouth: float = 0.11
    brow: int = 9
    """In pixels."""
    long_hair: bool = False


def drawn_face(look: Look | None = None, *, edge: int = EDGE) -> Image.Image:
    """One face from the front, RGB [edge, edge]."""
    look = look or Look()
    large = Image.new("RGB", (EDGE, EDGE), GROUND)
    pen = ImageDraw.Draw(large)
    if look.long_hair:
        left, right = 0.5 - look.wide - 0.07, 0.5 + look.wide + 0.07
        pen.rectangle((left * EDGE, 0.46 * EDGE, right * EDGE, 0.92 * EDGE), look.hair)
    pen.ellipse(_box(0.5, 0.46, look.wide + 0.07, look.high + 0.06), look.hair)
    pen.rectangle((160, 320, 240, 400), _dark(look.skin, 0.75))
    pen.ellipse(_box(0.5, 0.53, look.wide, look.high), look.skin)
    _shade(large, look)
    for side in (-1, 1):
        _eye(pen, 0.5 + side * look.apart, look)
    _nose_and_mouth(pen, look)
    soft = large.filter(ImageFilter.GaussianBlur(2.5))
    return soft.resize((edge, edge), Image.Resampling.LANCZOS)


def drawn_portrait(look: Look) -> Image.Image:
    """The same with more of the neck: a portrait that is cut out of it stays within the picture."""
    face = np.asarray(drawn_face(look))
    return Image.fromarray(np.pad(face, ((0, EDGE // 6), (0, 0), (0, 0)), mode="edge"))


def side_by_side(first: Image.Image, second: Image.Image) -> Image.Image:
    """Two faces on one picture of the first's size, the middle of each."""
    half, edge = first.width // 2, first.width
    picture = first.crop((half // 2, 0, half // 2 + half, edge)).resize((half, edge))
    both = Image.new("RGB", (edge, edge), GROUND)
    both.paste(picture, (0, 0))
    both.paste(second.crop((half // 2, 0, half // 2 + half, edge)), (half, 0))
    return both


def _eye(pen: ImageDraw.ImageDraw, x: float, look: Look) -> None:
    pen.ellipse(_box(x, 0.44, look.eye + 0.02, 0.055), _dark(look.skin, 0.8))
    pen.ellipse(_box(x, 0.44, look.eye, 0.028), "white")
    pen.ellipse(_box(x, 0.44, 0.028, 0.028), (40, 40, 50))
    pen.arc(_box(x, 0.39, look.eye + 0.025, 0.05), 200, 340, look.hair, look.brow)
    pen.arc(_box(x, 0.44, look.eye + 0.003, 0.034), 180, 360, look.hair, 5)


def _nose_and_mouth(pen: ImageDraw.ImageDraw, look: Look) -> None:
    wing = (look.nose - 0.005) * EDGE
    bridge = [(190, 190), (210, 190), (200 + wing, 250), (200 - wing, 250)]
    pen.polygon(bridge, _dark(look.skin, 0.93))
    pen.ellipse(_box(0.5, 0.61, look.nose, 0.035), _dark(look.skin, 0.88))
    for side in (-1, 1):
        x = 0.5 + side * (look.nose - 0.025)
        pen.ellipse(_box(x, 0.63, 0.018, 0.012), _dark(look.skin, 0.45))
    pen.ellipse(_box(0.5, 0.75, look.mouth, 0.04), look.lips)
    corner = (look.mouth - 0.01) * EDGE
    pen.line([(200 - corner, 300), (200, 304), (200 + corner, 300)], _dark(look.lips, 0.5), 4)


def _box(x: float, y: float, wide: float, high: float) -> tuple[float, float, float, float]:
    return ((x - wide) * EDGE, (y - high) * EDGE, (x + wide) * EDGE, (y + high) * EDGE)


def _dark(colour: Colour, factor: float) -> tuple[int, ...]:
    return tuple(round(channel * factor) for channel in colour)


def _shade(image: Image.Image, look: Look) -> None:
    """Darken the face towards its edge."""
    y, x = np.mgrid[0:EDGE, 0:EDGE] / EDGE
    far = ((x - 0.5) / look.wide) ** 2 + ((y - 0.53) / look.high) ** 2
    pixels = np.array(image, np.float32)
    inside = far < 1
    pixels[inside] *= (1 - 0.3 * far[inside] ** 2)[:, None]
    image.paste(Image.fromarray(pixels.astype(np.uint8)))


FAMILY = {
    "Mother": Look(wide=0.27, mouth=0.12, lips=(190, 70, 80), long_hair=True),
    "Father": Look((200, 150, 120), (30, 25, 22), wide=0.31, eye=0.055, nose=0.08, brow=13),
    "Daughter": Look(
        (228, 184, 158), (84, 58, 42), wide=0.28, high=0.36, nose=0.05, long_hair=True
    ),
    "Son": Look((205, 155, 125), (35, 28, 24), wide=0.3, eye=0.058, nose=0.07, brow=12),
}
STRANGER = Look(
    (222, 175, 145), (200, 200, 195), (170, 110, 105), wide=0.33, high=0.36, apart=0.145, eye=0.08,
    nose=0.09, mouth=0.15, brow=5,
)  # fmt: skip
PAIRS = {
    "Drawn mother and daughter": (FAMILY["Mother"], FAMILY["Daughter"]),
    "Drawn strangers": (FAMILY["Son"], STRANGER),
}
