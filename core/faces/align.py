"""Bring a face into an encoder's frame: turn, scale and shift it so that its points fall on those
that the encoder was trained with.

Source: Umeyama 1991, "Least-squares estimation of transformation parameters between two point
patterns", IEEE TPAMI 13.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data.image_set import Pixels
from core.errors import BadPhoto
from core.faces.face import Face, Points

SHARP = 2.0
"""A picture is halved before it is sampled where an output pixel would span more than this many."""


def similarity(source: NDArray[np.floating], target: NDArray[np.floating]) -> NDArray[np.float64]:
    """The turn, scale and shift, float64 [2, 3], that bring points [n, 2] nearest to others.

    Nearest in the sum of squares, without mirroring. Raises BadPhoto where the points coincide.
    """
    source, target = np.asarray(source, np.float64), np.asarray(target, np.float64)
    middle, goal = source.mean(0), target.mean(0)
    centred, wanted = source - middle, target - goal
    spread = (centred**2).sum()
    if spread < 1e-6:
        raise BadPhoto("The face's points lie on one spot, so it cannot be aligned. Crop it anew.")
    left, strengths, right = np.linalg.svd(wanted.T @ centred)
    mirrored = np.diag([1.0, np.sign(np.linalg.det(left @ right)) or 1.0])
    linear = (strengths * mirrored.diagonal()).sum() / spread * (left @ mirrored @ right)
    return np.column_stack([linear, goal - linear @ middle])


def aligned(image: Image.Image, face: Face, *, template: Points, edge: int) -> Pixels:
    """The face in an encoder's frame: uint8 [edge, edge, 3], upright; black outside the picture.

    `template` is where the five points lie in the frame, float32 [5, 2].
    """
    forth = similarity(face.points, template)
    smaller = 1
    while np.hypot(*forth[:, 0]) * smaller < 1 / SHARP:  # pixels of the frame per pixel
        smaller *= 2
    seen = image.reduce(smaller) if smaller > 1 else image
    linear = np.linalg.inv(forth[:, :2])
    back = np.column_stack([linear, -linear @ forth[:, 2]]) / smaller
    frame = seen.transform(
        (edge, edge), Image.Transform.AFFINE, tuple(back.ravel()), Image.Resampling.BICUBIC
    )
    return np.asarray(frame)


def mirrored(crops: Pixels) -> Pixels:
    """Crops [n, edge, edge, 3] seen in a mirror."""
    return np.ascontiguousarray(crops[:, :, ::-1])
