"""A face on a picture: where it is, and the five points by which it is aligned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom edge in pixels; the picture's own edges are 0, 0, width, height."""
Points: TypeAlias = NDArray[np.float32]
"""float32 [5, 2], x and y in pixels, measured like a box. On an upright picture: the outer and the
inner corner of the eye on the right, the same of the eye on the left, and where the nose meets the
upper lip."""
SIDE, DROP = 2.15, 0.45
"""The detector's box in distances between the eyes: its side, and how far its middle lies below."""


@dataclass(frozen=True, eq=False)
class Face:
    """One face, in the pixels of the picture it was found on."""

    box: Box
    points: Points
    score: float
    """How sure the detector is: above 0 it nearly always is a face. 0 where it was not asked."""
    turn: int = 0
    """Quarter turns anticlockwise that bring the face upright."""
    found: bool = True
    """False where the whole picture was taken for a face, because somebody said so."""

    @property
    def area(self) -> float:
        """Of the box, in square pixels."""
        left, top, right, bottom = self.box
        return (right - left) * (bottom - top)

    def scaled(self, factor: float) -> Face:
        """The same face on a picture `factor` times as large."""
        left, top, right, bottom = (factor * edge for edge in self.box)
        points = (self.points * factor).astype(np.float32)
        return replace(self, box=(left, top, right, bottom), points=points)

    def unturned(self, turn: int, size: tuple[int, int]) -> Face:
        """A face of a turned picture on that picture before, whose width and height were `size`."""
        left, top, right, bottom = self.box
        corners = unturned(np.array([[left, top], [right, bottom]]), turn, size)
        (left, top), (right, bottom) = corners.min(0).tolist(), corners.max(0).tolist()
        points = unturned(self.points, turn, size)
        return replace(self, box=(left, top, right, bottom), points=points, turn=turn)


def unturned(points: NDArray[np.floating], turn: int, size: tuple[int, int]) -> Points:
    """Points [n, 2] of a picture that was turned by `turn` quarters anticlockwise, in the pixels of
    the picture before; `size` is the width and height it had then.
    """
    width, height = size
    x, y = np.asarray(points, np.float32).T
    before = {0: (x, y), 1: (width - y, x), 2: (width - x, height - y), 3: (y, height - x)}
    return np.stack(before[turn % 4], axis=1).astype(np.float32)


def eyes(points: Points) -> Points:
    """The middles of both eyes, float32 [2, 2]: the one on the right of the picture first."""
    middles: Points = points[:4].reshape(2, 2, 2).mean(1)
    return middles


def around(points: Points) -> Box:
    """The box that the detector would have drawn around an upright face with these points."""
    right, left = eyes(points)
    apart = float(np.linalg.norm(right - left))
    x, y = ((right + left) / 2 + (0, DROP * apart)).tolist()
    half = SIDE * apart / 2
    return (x - half, y - half, x + half, y + half)
