"""Squares that cover parts of a picture, and what a score lost under them as a map in colour.

Shared by the occlusion of one picture (core/inference/occlusion_map.py) and of two faces
(core/inference/kinship/occlusion.py). Without torch.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Heat = NDArray[np.float32]
"""float32 [side, side]: what the score loses when the place is covered."""
FOR, AGAINST = (0, 114, 178), (213, 94, 0)  # blue and orange that colour-blind people tell apart


def squares(grids: Sequence[int], *, side: float) -> NDArray[np.float64]:
    """Middles (x, y) of squares of `side`, in parts of the picture: [n, 2].

    Each grid is so many squares a side, one grid after the other.
    """
    places = []
    for count in grids:
        steps = side / 2 + (np.arange(count) + 0.5) / count * (1 - side)
        x, y = np.meshgrid(steps, steps)
        places.append(np.stack([x.ravel(), y.ravel()], 1))
    return np.concatenate(places)


def spread(
    middles: NDArray[np.float64], drops: NDArray[np.float64], *, side: float, shown: int
) -> Heat:
    """Each of shown x shown places gets the mean of the squares near it, the nearer the more."""
    axis = (np.arange(shown) + 0.5) / shown
    away = (axis[None] - middles[:, :, None]) ** 2  # [n, 2, shown]
    width = 2 * (side / 3) ** 2
    bells = np.exp(-away / width)
    weights = np.einsum("ny,nx->nyx", bells[:, 1], bells[:, 0])
    heat: Heat = (np.tensordot(drops, weights, 1) / weights.sum(0)).astype(np.float32)
    return heat


def painted(picture: Image.Image, heat: Heat, *, most: float | None = None) -> Image.Image:
    """The RGB picture, of the heat's size, blue where that is above 0 and orange where below.

    `most` is the heat of full colour, else the largest there is.
    """
    scale = most or float(np.abs(heat).max()) or 1.0
    share = np.clip(np.abs(heat) / scale, 0, 1)[..., None] * 0.75
    colour = np.where(heat[..., None] >= 0, FOR, AGAINST)
    mixed = np.asarray(picture, np.float32) * (1 - share) + colour * share
    return Image.fromarray(mixed.round().astype(np.uint8))
