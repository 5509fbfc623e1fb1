"""Cover a part of a picture and see how a score changes: what the answer rests on.

A square wanders over the picture. Where the score falls, what lay under the square spoke for it;
where it rises, against.

Source: Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, ECCV 2014,
https://arxiv.org/abs/1311.2901
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.cancellation import steps
from core.metrics.occlusion import Heat, spread, squares

AT_ONCE = 16


@torch.inference_mode()
def occlusion(
    score: Callable[[Tensor], Tensor], image: Tensor, *, grid: int, side: float, shown: int
) -> Heat:
    """Where covering one prepared image [1, c, h, w] costs `score` ([b, c, h, w] to [b]).

    The square is 0, which is the mean of the images that the net was trained on.
    """
    middles = squares([grid], side=side)
    plain, drops = float(score(image)[0]), list[float]()
    for start in steps(len(middles), AT_ONCE):
        covered = torch.cat([_covered(image, at, side) for at in middles[start : start + AT_ONCE]])
        drops += (plain - score(covered)).tolist()
    return spread(middles, np.array(drops), side=side, shown=shown)


def _covered(image: Tensor, middle: NDArray[np.float64], side: float) -> Tensor:
    height, width = image.shape[2:]
    made = image.clone()
    (left, top), (right, bottom) = middle - side / 2, middle + side / 2
    rows = slice(max(0, round(top * height)), round(bottom * height))
    made[:, :, rows, max(0, round(left * width)) : round(right * width)] = 0
    return made
