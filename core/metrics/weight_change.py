"""How far training moved each filter of a layer, and what of that stays beside a run.

A filter is all weights that make one channel of a layer's output. How far it moved has two parts:
the cosine says whether it turned (1: it looks for what it looked for), the length of the difference
(L2, also as a share of the filter's length before) how far it went in all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import files
from core.errors import RunBroken

Weights = NDArray[np.float32]
"""float32 [filters, inputs, height, width]."""
ROUNDING = 1e-6
"""Of a filter's length: single precision keeps seven digits."""


@dataclass(frozen=True, eq=False)
class Movement:
    """How far each filter of a layer moved: float64 [filters] each."""

    cosine: NDArray[np.float64]
    """Of a filter before and after; NaN where one of them is all zeros."""
    distance: NDArray[np.float64]
    """L2 of the difference."""
    share: NDArray[np.float64]
    """That over the filter's own length before; NaN where that is 0."""

    @property
    def moved(self) -> NDArray[np.bool_]:
        """Which filters moved: [filters]; what is left of rounding is no movement."""
        return np.where(np.isnan(self.share), self.distance > 0, self.share > ROUNDING)

    def farthest_first(self) -> NDArray[np.int64]:
        """The filters, the one that turned most first; what turned alike by the share.

        Filters that are all zeros cannot turn and come last.
        """
        turned = np.nan_to_num(1 - self.cosine, nan=-np.inf)
        order: NDArray[np.int64] = np.lexsort((-np.nan_to_num(self.share), -turned.round(6)))
        return order


def movement(before: Weights, after: Weights) -> Movement:
    """How far each filter moved; both of one shape [filters, ...]."""
    first, last = (w.reshape(len(w), -1).astype(np.float64) for w in (before, after))
    lengths = np.linalg.norm(first, axis=1), np.linalg.norm(last, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = (first * last).sum(1) / (lengths[0] * lengths[1])
        distance = np.linalg.norm(last - first, axis=1)
        return Movement(np.clip(cosine, -1, 1), distance, distance / lengths[0])


def write_movement(folder: Path, layers: Mapping[str, Movement]) -> None:
    """Keep what is known of each layer beside a run: movement.npy float32 [filters of all, 3]."""
    each = [np.stack([m.cosine, m.distance, m.share], 1) for m in layers.values()]
    files.write_array(folder / "movement.npy", np.concatenate(each).astype(np.float32))
    files.write_json(folder / "movement.json", {path: len(m.cosine) for path, m in layers.items()})


def read_movement(folder: Path) -> dict[str, Movement] | None:
    """What was kept so, by the layer's path; None where nothing was. Raises RunBroken."""
    if not (folder / "movement.json").is_file():
        return None
    try:
        counts = json.loads((folder / "movement.json").read_text(encoding="utf-8"))
        rows = np.load(folder / "movement.npy", allow_pickle=False).astype(np.float64)
        parts = np.split(rows, np.cumsum(list(counts.values()))[:-1])
    except (OSError, ValueError) as error:
        raise RunBroken(f"What is kept of {folder.name}'s movement cannot be read.") from error
    return {path: Movement(*part.T) for path, part in zip(counts, parts, strict=True)}


def write_first(folder: Path, before: Weights, after: Weights) -> None:
    """Keep a first layer's filters beside a run: first_filters.npy float16 [2, filters, ...]."""
    files.write_array(folder / "first_filters.npy", np.stack([before, after]).astype(np.float16))


def read_first(folder: Path) -> tuple[Weights, Weights] | None:
    """What was kept so, before and after; None where nothing was. Raises RunBroken."""
    path = folder / "first_filters.npy"
    if not path.is_file():
        return None
    try:
        before, after = np.load(path, allow_pickle=False).astype(np.float32)
    except (OSError, ValueError) as error:
        raise RunBroken(f"The filters that {folder.name} keeps cannot be read.") from error
    return before, after
