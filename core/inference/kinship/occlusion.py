"""What on two faces speaks for kinship, and what against: cover it, and see how the score changes.

A grey square wanders over one face while the other stays as it is. Where the score falls, what lay
under the square spoke for kinship; where it rises, against. Only plain crops are compared, without
their mirror images.

Source: Zeiler and Fergus 2014, "Visualizing and understanding convolutional networks", ECCV.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
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
Score = Callable[[NDArray[np.float32], NDArray[np.int64]], NDArray[np.float64]]
"""Of pairs of rows of vectors, as `PairModel.scores`."""


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


@dataclass(frozen=True, eq=False)
class Covered:
    """Both faces with a square over one of them, as the encoders see it."""

    crops: Sequence[Sequence[NDArray[np.uint8]]]
    """By face and encoder: [edge, edge, 3]."""
    plain: NDArray[np.float32]
    """Of both faces: [2, d]."""
    middles: NDArray[np.float64]
    """Of the squares: [n, 2]."""
    vectors: tuple[NDArray[np.float32], NDArray[np.float32]]
    """By the face that is covered: [n, d]."""

    def heats(self, score: Score) -> tuple[Heat, Heat]:
        """What `score` loses on either face."""
        drops = [drops_of(score, self.plain, side, self.vectors[side]) for side in (0, 1)]
        first, second = (spread(self.middles, each, side=SIDE, shown=SHOWN) for each in drops)
        return first, second


def occlusion(
    model: PairModel, a: Chosen, b: Chosen, *, seconds: float = SECONDS
) -> tuple[Spoken, Spoken]:
    """The maps of both faces, within about `seconds` (the coarse grid is always done)."""
    return spoken(a, b, covered_faces(model, a, b, seconds=seconds).heats(model.scores))


def spoken(a: Chosen, b: Chosen, heats: tuple[Heat, Heat]) -> tuple[Spoken, Spoken]:
    """The maps laid on the faces that they are of."""
    first, second = (photo.portrait(face, edge=SHOWN) for photo, face in (a, b))
    return Spoken(first, heats[0]), Spoken(second, heats[1])


def covered_faces(model: PairModel, a: Chosen, b: Chosen, *, seconds: float = SECONDS) -> Covered:
    """As many squares as fit into `seconds`, the coarse grid always."""
    until = time.monotonic() + seconds
    middles = squares(GRIDS, side=SIDE)
    least = GRIDS[0] ** 2
    crops = [[each.crop(photo.image, face) for each in model.encoders] for photo, face in (a, b)]
    plain = encoded(model, [[crop[None] for crop in face] for face in zip(*crops, strict=True)])
    found: list[list[NDArray[np.float32]]] = [[], []]
    done = 0
    for start in steps(len(middles), AT_ONCE):
        if start >= least and time.monotonic() > until:
            break
        chosen = middles[start : start + AT_ONCE]
        for side in (0, 1):
            covered = [
                [np.stack([with_square(crop, each.template, at, SIDE, GREY) for at in chosen])]
                for crop, each in zip(crops[side], model.encoders, strict=True)
            ]
            found[side].append(encoded(model, covered))
        done += len(chosen)
    first, second = (np.concatenate(each) for each in found)
    return Covered(crops, plain, middles[:done], (first, second))


def drops_of(
    score: Score, plain: NDArray[np.float32], side: int, changed: NDArray[np.float32]
) -> NDArray[np.float64]:
    """What the score loses where one face becomes each of `changed` [n, d], the other staying."""
    pairs = np.array([[0, 1], *([1 - side, 2 + i] for i in range(len(changed)))], np.int64)
    scores = score(np.concatenate([plain, changed]), pairs)
    return np.asarray(scores[0] - scores[1:], np.float64)


def encoded(model: PairModel, crops: Sequence[Sequence[NDArray[np.uint8]]]) -> NDArray[np.float32]:
    """Crops by encoder and face, [n, edge, edge, 3] each, to vectors [faces * n, d]."""
    parts = [
        each.encode(np.concatenate(list(faces)))
        for each, faces in zip(model.encoders, crops, strict=True)
    ]
    return np.concatenate(parts, axis=1)


def with_square(
    crop: NDArray[np.uint8],
    template: NDArray[np.float32],
    middle: NDArray[np.float64],
    side: float,
    content: NDArray[np.uint8] | int,
) -> NDArray[np.uint8]:
    """A crop in an encoder's frame where a square of the portrait is that of `content`: a grey, or
    another crop.
    """
    there = similarity(PORTRAIT, template)
    x, y = there[:, :2] @ middle + there[:, 2]
    half = side / 2 * float(np.hypot(*there[:, 0]))
    edge = len(crop)
    left, top, right, bottom = (
        int(np.clip(round(at), 0, edge)) for at in (x - half, y - half, x + half, y + half)
    )
    made = crop.copy()
    other = np.broadcast_to(np.asarray(content, np.uint8), crop.shape)
    made[top:bottom, left:right] = other[top:bottom, left:right]
    return made
