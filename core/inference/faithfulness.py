"""Deletion and insertion: does a class's probability follow the places that a map calls important?

The picture is cut into squares. For deletion they are covered, the most important first, by what
the net takes as nothing (0, the mean of its training images); for insertion they appear on the
blurred picture in the same order. The control is the same in random orders.

Source: Petsiuk, Das and Saenko (2018), RISE
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from core.metrics.explanation import area, cells, order

STEPS = 7
"""Squares a side, and how many times some of them go."""
CONTROLS = 2
"""Random orders."""
BLUR = 4
"""Squares a side that are left of a blurred picture."""
AT_ONCE = 16


@dataclass(frozen=True)
class Faithfulness:
    """Areas under the curves of the class's probability, 0 to 1."""

    deletion: float
    """Less is better."""
    insertion: float
    """More is better."""
    random_deletion: float
    random_insertion: float

    @property
    def gain(self) -> float:
        """How much sooner than at random the probability falls and rises, summed: above 0 where
        the map says something.
        """
        return self.random_deletion - self.deletion + self.insertion - self.random_insertion


@torch.inference_mode()
def faithfulness(
    probability: Callable[[Tensor], Tensor], image: Tensor, heat: NDArray[np.floating], *, seed: int
) -> Faithfulness:
    """Of a map [h, w] of one prepared picture [1, c, h, w], for a class's `probability`, from
    [b, c, h, w] to [b].
    """
    random = np.random.default_rng(seed)
    heats = [cells(heat, STEPS), *(random.random((STEPS, STEPS)) for _ in range(CONTROLS))]
    blurred = _blurred(image)
    areas = [
        [
            area(_curve(probability, start, end, order(each, seed=seed)))
            for start, end in ((image, torch.zeros_like(image)), (blurred, image))
        ]
        for each in heats
    ]
    return against_chance(areas)


def against_chance(areas: Sequence[Sequence[float]]) -> Faithfulness:
    """Of the areas [deletion, insertion] of a map, and then of random orders."""
    (deletion, insertion), controls = areas[0], np.mean(areas[1:], axis=0)
    return Faithfulness(deletion, insertion, float(controls[0]), float(controls[1]))


def _curve(
    probability: Callable[[Tensor], Tensor],
    start: Tensor,
    end: Tensor,
    places: NDArray[np.int64],
) -> NDArray[np.float64]:
    """While squares turn from `start` to `end` in this order, in STEPS steps: [STEPS + 1]."""
    turn = np.empty(len(places), np.int64)
    turn[places] = np.arange(len(places)) * STEPS // len(places)
    when = functional.interpolate(
        torch.from_numpy(turn.reshape(1, 1, STEPS, STEPS)).float(), start.shape[2:], mode="nearest"
    )
    found = []
    for first in range(0, STEPS + 1, AT_ONCE):
        done = torch.arange(first, min(first + AT_ONCE, STEPS + 1)).float()
        turned = when < done[:, None, None, None]
        found.append(probability(torch.where(turned, end, start)))
    return torch.cat(found).double().cpu().numpy()


def _blurred(image: Tensor) -> Tensor:
    small = functional.adaptive_avg_pool2d(image, BLUR)
    return functional.interpolate(small, image.shape[2:], mode="bilinear", align_corners=False)
