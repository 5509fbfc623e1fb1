"""A run's folder as docs/run-format.md has it, written file by file, each atomically."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedscope.atomic import write, write_array, write_json, write_text

MOVED = 1e-2
"""How far half precision may move a point, as a share of the spread."""


@dataclass(frozen=True)
class RunFolder:
    """Where the files of a run are written; `core.runs.run.Run` reads them.

    Every method raises NotWritten where the disk does not take a file.
    """

    path: Path

    def recipe(self, text: str) -> None:
        """What was asked, as YAML; a folder that holds it is a run."""
        write_text(self.path / "recipe.yaml", text)

    def watch(self, labels: NDArray[np.int64], probe: Mapping[str, Any]) -> None:
        """Which images the frames show: their classes int64 [p], and where they come from."""
        write_array(self.path / "frames/labels.npy", labels)
        write_json(self.path / "frames/probe.json", dict(probe))

    def history(self, text: str) -> None:
        """All logged rows, as `table` makes them."""
        write_text(self.path / "history.csv", text, durable=False)

    def frame(self, step: int, embedding: NDArray[np.float32]) -> None:
        """The probe set's embedding float32 [p, d] after `step` steps, made small."""
        write_array(self.frame_path(step), compact(embedding), durable=False)

    def frame_path(self, step: int) -> Path:
        """Where the frame of a step lies."""
        return self.path / f"frames/{step:06d}.npy"

    def embedding(
        self, split: str, embedding: NDArray[np.float32], labels: NDArray[np.int64]
    ) -> None:
        """A split's embedding float32 [n, d] and classes int64 [n], in the smallest type."""
        write_array(self.path / f"embedding/{split}.npy", compact(embedding))
        write_array(self.path / f"embedding/{split}_labels.npy", labels.astype(np.int16))

    def weights(self, content: bytes, *, name: str = "model.safetensors") -> None:
        """A safetensors file."""
        write(self.path / name, lambda part: part.write_bytes(content))

    def card(self, table: Mapping[str, Any]) -> None:
        """What came out; a run with a card is finished."""
        write_json(self.path / "card.json", dict(table))


def compact(embedding: NDArray[np.float32]) -> NDArray[Any]:
    """float16 where that moves no point by more than a hundredth of the spread, else float32.

    At .007 of the spread none of 3,000 votes of ten neighbours changed (small-64d). A collapsed
    embedding lies in so small a place that half precision would merge its points.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        small = embedding.astype(np.float16)
        spread = float(embedding.std(0).max())
        moved = float(np.abs(small.astype(np.float32) - embedding).max())
    return small if moved <= MOVED * spread else embedding


def figure(value: float) -> str:
    """A figure as history.csv holds it: six digits, blank for NaN."""
    return "" if math.isnan(value) else f"{value:.6g}"


def line(cells: Iterable[str]) -> str:
    """A line of history.csv; neither figures nor names of columns need quotes."""
    return ",".join(cells) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """history.csv: a header, and a row a logged step."""
    return "".join([line(columns), *map(line, rows)])
