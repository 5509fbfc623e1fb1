"""A run's folder read for its moving map, without the app: docs/run-format.md."""

from __future__ import annotations

import base64
import csv
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedscope.errors import BadValues


@dataclass(frozen=True)
class RunFrames:
    """What a run keeps of its probe set. Raises BadValues where a file is missing or unreadable."""

    path: Path

    def frame_steps(self) -> list[int]:
        """The steps at which the probe set's embedding was kept, ascending."""
        found = (self.path / "frames").glob("[0-9]*.npy")
        return sorted(int(each.stem) for each in found if each.stem.isdecimal())

    def frame(self, step: int) -> NDArray[np.float32]:
        """float32 [p, d] after `step` steps."""
        made = self._array(f"frames/{step:06d}.npy")
        if made.ndim != 2 or made.dtype.kind != "f":
            raise BadValues(f"{self.path}: the frame of step {step} is no table of numbers.")
        return made.astype(np.float32, copy=False)

    def labels(self) -> NDArray[np.int64]:
        """The classes int64 [p] of what the frames show."""
        return self._array("frames/labels.npy").astype(np.int64)

    def classes(self) -> list[str]:
        """Their names."""
        told = self._json("frames/probe.json").get("classes", [])
        return [f"{name}" for name in told]

    def accuracy(self) -> dict[int, float]:
        """k-NN accuracy on the probe set by step, where it was logged."""
        path = self.path / "history.csv"
        if not path.is_file():
            return {}
        with path.open(encoding="utf-8", newline="") as rows:
            found = {
                int(float(row["step"])): float(row.get("knn_accuracy") or "nan")
                for row in csv.DictReader(rows)
            }
        return {step: value for step, value in found.items() if not math.isnan(value)}

    def sheet(self) -> dict[str, Any] | None:
        """The probe set's thumbnails with an address of their own, as `packed` takes them."""
        picture, told = (self.path / f"thumbs/probe.{end}" for end in ("webp", "json"))
        if not picture.is_file() or not told.is_file():
            return None
        size = self._json("thumbs/probe.json")
        url = f"data:image/webp;base64,{base64.b64encode(picture.read_bytes()).decode()}"
        return {"url": url, **{key: size[key] for key in ("columns", "width", "height", "count")}}

    def _array(self, name: str) -> NDArray[Any]:
        try:
            made: NDArray[Any] = np.load(self.path / name, allow_pickle=False)
        except (OSError, ValueError) as error:
            raise BadValues(f"{self.path / name} cannot be read: {error}.") from error
        return made

    def _json(self, name: str) -> dict[str, Any]:
        try:
            told = json.loads((self.path / name).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise BadValues(f"{self.path / name} cannot be read: {error}.") from error
        return told if isinstance(told, dict) else {}
