"""What on two faces speaks for kinship, and what against: cover it, and see how the score changes.

A grey square wanders over one face while the other stays as it is. Where the score falls, what lay
under the square spoke for kinship; where it rises, against. Only plain crops are compared, without
their mirror images.

Source: Zeiler and Fergus 2014, "Visualizing and understanding convolutional networks", ECCV.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.cancellation import steps
from core.faces.align import similarity
from core.faces.photo import PORTRAIT, SHOWN
from core.inference.kinship.pair_model import Chosen, PairModel
from core.metrics.occlusion import Heat, painted, spread, squares

SECONDS = 6.0
GRIDS = (4, 7)
"""Squares a side: first few, then between them, while there is time."""
SIDE = 0.3
"""Of a square, in parts of the portrait."""
AT_ONCE = 8
GREY = 128


@dataclass(frozen=True, eq=False)
class Spoken:
    """Of one face."""

    portrait: Image.Image
    """RGB [SHOWN, SHOWN]"""
    heat: Heat
    """float32 [SHOWN, SHOWN]: logits that the score loses when the place is covered."""

    def painted(self, *, most: float | None = None) -> Image.Image:
        """The portrait with blue where it speaks for kinship, orange against; `most` is the heat
        of full colour, else the largest there is.
        """
        return painted(self.portrait, self.heat, most=most)


def occlusion(
    model: PairModel, a: Chosen, b: Chosen, *, seconds: float = SECONDS
) -> tuple[Spoken, Spoken]:
    """The maps of both faces, within about `seconds` (the coarse grid is always done)."""
    until = time.monotonic() + seconds
    middles = squares(GRIDS, side=SIDE)
    least = GRIDS[0] ** 2
    crops = [[each.crop(photo.image, face) for each in model.encoders] for photo, face in (a, b)]
    plain = _encoded(model, [[crop[None] for crop in face] for face in zip(*crops, strict=True)])
    drops: list[list[float]] = [[], []]
    for start in steps(len(middles), AT_ONCE):
        if start >= least and time.monotonic() > until:
            break
        chosen = middles[start : start + AT_ONCE]
        for side in (0, 1):
            drops[side] += _drops(model, crops[side], plain, side, chosen)
    heats = [
        spread(middles[: len(found)], np.array(found), side=SIDE, shown=SHOWN) for found in drops
    ]
    portraits = [photo.portrait(face, edge=SHOWN) for photo, face in (a, b)]
    return Spoken(portraits[0], heats[0]), Spoken(portraits[1], heats[1])


def _encoded(model: PairModel, crops: list[list[NDArray[np.uint8]]]) -> NDArray[np.float32]:
    """Crops by encoder and face, [n, edge, edge, 3] each, to vectors [faces * n, d]."""
    parts = [
        each.encode(np.concatenate(list(faces)))
        for each, faces in zip(model.encoders, crops, strict=True)
    ]
    return np.concatenate(parts, axis=1)


def _drops(
    model: PairModel,
    crops: list[NDArray[np.uint8]],
    plain: NDArray[np.float32],
    side: int,
    squares: NDArray[np.float64],
) -> list[float]:
    """What the score loses with each square over one face."""
    covered = [
        [np.stack([_covered(crop, each.template, middle) for middle in squares])]
        for crop, each in zip(crops, model.encoders, strict=True)
    ]
    vectors = np.concatenate([plain, _encoded(model, covered)])
    other, count = 1 - side, len(squares)
    pairs = np.array([[0, 1], *([other, 2 + i] for i in range(count))], np.int64)
    scores = model.scores(vectors, pairs)
    return [float(drop) for drop in scores[0] - scores[1:]]


def _covered(
    crop: NDArray[np.uint8], template: NDArray[np.float32], middle: NDArray[np.float64]
) -> NDArray[np.uint8]:
    """A crop in an encoder's frame with a grey square where `middle` lies on the portrait."""
    there = similarity(PORTRAIT, template)
    x, y = there[:, :2] @ middle + there[:, 2]
    half = SIDE / 2 * float(np.hypot(*there[:, 0]))
    edge = len(crop)
    left, top, right, bottom = (
        int(np.clip(round(at), 0, edge)) for at in (x - half, y - half, x + half, y + half)
    )
    made = crop.copy()
    made[top:bottom, left:right] = GREY
    return made
