"""Faces that are drawn, so that no photo of a person lies here; dlib's detector finds them."""

from __future__ import annotations

import numpy as np
from PIL import Image

from core.faces import drawn
from core.faces.drawn import EDGE, GROUND, Look

SKIN = Look().skin
POINTS = np.array(  # marked by hand on the drawing, in parts of its edge
    [[0.682, 0.438], [0.557, 0.448], [0.318, 0.438], [0.443, 0.448], [0.5, 0.652]], np.float32
)
"""As `core.faces.face.Points`."""


def drawn_face(edge: int = EDGE, *, skin: tuple[int, int, int] = SKIN) -> Image.Image:
    """One face from the front, RGB [edge, edge]."""
    return drawn.drawn_face(Look(skin=skin), edge=edge)


def scene(
    size: tuple[int, int], faces: list[tuple[int, int, int]], *, ground: tuple[int, ...] = GROUND
) -> Image.Image:
    """A picture with drawn faces at x, y, each with its edge."""
    picture = Image.new("RGB", size, ground)
    for x, y, edge in faces:
        picture.paste(drawn_face(edge), (x, y))
    return picture
