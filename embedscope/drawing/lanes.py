"""Lanes of a race as the one buffer that the browser draws moving maps from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

FULL = 32767  # the farthest point of a frame; one more on the other side means "not a number"
BLOCK = 64
"""Frames of a long run that are fetched at a time."""
INNER = 0.98  # this share of the points decides how large a frame is; outliers may lie outside


@dataclass(frozen=True)
class LaneMaps:
    """One lane: its frames, and the accuracy at those steps where it was measured."""

    name: str
    colour: str
    steps: Sequence[int] = ()
    planes: NDArray[np.float32] | None = None
    """float32 [f, n, 2], each frame centred."""
    accuracy: Mapping[int, float] = field(default_factory=dict)
    note: str = ""
    every: Sequence[int] = ()
    """All steps of a run so long that `steps` are some of them,"""
    more: str = ""
    """and the address below which blocks of BLOCK of them lie, as `packed` lanes."""


def packed(
    lanes: Sequence[LaneMaps],
    labels: NDArray[np.integer],
    *,
    name: str,
    classes: Sequence[str],
    colours: Sequence[str],
    live: bool,
    total: int,
    plays: bool = False,
    sheet: Mapping[str, Any] | None = None,
) -> bytes:
    """The lanes of the race `name`, whose points have the classes `labels` int [n].

    While it is `live` the newest frame is followed; `total` steps are planned. One that `plays`
    does so by itself, a few times over, until somebody touches it. `sheet` holds the
    thumbnails' address and geometry (`url`, `columns`, `width`, `height`, `count`), in the order of
    the points. One buffer: length of the head (uint32), the head (JSON, blanks to a multiple of
    four), labels int16 [n], then for each lane its frames int16 [f, n, 2], relative to their
    radius. Sixteen bits of each frame's own radius: even one that shrank a thousandfold is exact.
    """
    sizes = [[] if one.planes is None else [_sizes(plane) for plane in one.planes] for one in lanes]
    head = {
        "lanes": [_described(lane, of) for lane, of in zip(lanes, sizes, strict=True)],
        "count": len(labels),
        "classes": list(classes),
        "colours": list(colours),
        "live": live,
        "plays": plays,
        "total": total,
        "name": name,
        "sheet": dict(sheet) if sheet else None,
    }
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 4)
    parts = [np.uint32(len(text)).tobytes(), text, labels.astype("<i2").tobytes()]
    parts += [
        _quantised(lane.planes, of)
        for lane, of in zip(lanes, sizes, strict=True)
        if lane.planes is not None
    ]
    return b"".join(parts)


def _described(lane: LaneMaps, sizes: Sequence[tuple[float, float]]) -> dict[str, Any]:
    more = {"every": [int(step) for step in lane.every], "more": lane.more, "block": BLOCK}
    return {
        **(more if lane.more else {}),
        "name": lane.name,
        "colour": lane.colour,
        "note": lane.note,
        "steps": [int(step) for step in lane.steps],
        "radius": [radius for radius, _ in sizes],
        "extent": [extent for _, extent in sizes],
        "accuracy": [lane.accuracy.get(int(step)) for step in lane.steps],
    }


def _sizes(plane: NDArray[np.float32]) -> tuple[float, float]:
    """The farthest point from the centre along an axis, and the extent of most of them."""
    away = np.abs(plane).max(1)
    away = away[np.isfinite(away)]
    if not len(away):
        return 0.0, 0.0
    return float(away.max()), min(float(away.max()), 1.25 * float(np.quantile(away, INNER)))


def _quantised(planes: NDArray[np.float32], sizes: Sequence[tuple[float, float]]) -> bytes:
    radius = np.array([farthest or 1.0 for farthest, _ in sizes], np.float32)[:, None, None]
    finite = np.isfinite(planes)
    whole = np.rint(np.where(finite, planes, 0) / radius * FULL)
    return np.where(finite, whole, -FULL - 1).astype("<i2").tobytes()
