"""Fills a run's folder while training goes on; `run.py` reads it."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.recipes.kinds import history_of
from core.recipes.recipe import Recipe, recipe_to_text
from core.runs.card import RunCard
from core.runs.card_file import write_card
from core.runs.run import Run


class RunWriter:
    """The history, the frames and the results of one run; every file is written atomically."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.rows: list[list[str]] = []
        self.columns = history_of(run.task)
        self.tell: Callable[[Mapping[str, float]], None] = lambda _: None
        """Told every row."""

    def begin(self, recipe: Recipe) -> None:
        """A new folder with the recipe in it."""
        self.columns = history_of(recipe.task)
        files.write_text(self.run.folder / "recipe.yaml", recipe_to_text(recipe))

    def watch(self, labels: NDArray[np.int64], probe: Mapping[str, Any]) -> None:
        """Which images the frames show: their classes int64 [p], and where they come from."""
        files.write_array(self.run.folder / "frames/labels.npy", labels)
        files.write_json(self.run.folder / "frames/probe.json", dict(probe))

    def go_back_to(self, step: int) -> None:
        """Forget what was written after `step`, which a resumed run will write again."""
        history = self.run.history()
        kept = history["step"] <= step
        self.rows = [
            [_text(history[key][row]) for key in self.columns] for row in np.flatnonzero(kept)
        ]
        for later in self.run.frame_steps():
            if later > step:
                (self.run.folder / f"frames/{later:06d}.npy").unlink()
        self.save_history()

    def log(self, row: Mapping[str, float]) -> None:
        """Add a row; a figure that was not taken, or is NaN, stays blank."""
        self.rows.append([_text(row.get(key, math.nan)) for key in self.columns])
        self.tell(row)

    def save_history(self) -> None:
        """Write all rows so far."""
        table = io.StringIO()
        csv.writer(table, lineterminator="\n").writerows([self.columns, *self.rows])
        files.write_text(self.run.folder / "history.csv", table.getvalue(), durable=False)

    def frame(self, step: int, embedding: NDArray[np.float32]) -> None:
        """Keep the probe set's embedding float32 [p, d] after `step` steps, made small."""
        path = self.run.folder / f"frames/{step:06d}.npy"
        files.write_array(path, compact(embedding), durable=False)

    def embedding(
        self, split: str, embedding: NDArray[np.float32], labels: NDArray[np.int64]
    ) -> None:
        """Keep a split's embedding float32 [n, d] and classes int64 [n], in the smallest type."""
        folder = self.run.folder / "embedding"
        files.write_array(folder / f"{split}.npy", compact(embedding))
        files.write_array(folder / f"{split}_labels.npy", labels.astype(np.int16))

    def weights(self, tensors: Mapping[str, Any], *, name: str = "model.safetensors") -> None:
        """Keep named torch tensors."""
        from safetensors.torch import save

        contiguous = {key: value.detach().cpu().contiguous() for key, value in tensors.items()}
        content = save(contiguous)  # as bytes: its own way to write hides a full disk from us
        files.write(self.run.folder / name, lambda part: part.write_bytes(content))

    def card(self, card: RunCard) -> None:
        """Keep the results; a run with a card is finished."""
        write_card(self.run.folder / "card.json", card)


class NoWriter(RunWriter):
    """Writes nothing of what happens in training: another process writes it."""

    def go_back_to(self, step: int) -> None:
        """See RunWriter."""

    def log(self, row: Mapping[str, float]) -> None:
        """See RunWriter."""

    def save_history(self) -> None:
        """See RunWriter."""


def compact(embedding: NDArray[np.float32]) -> NDArray[Any]:
    """float16 where that moves no point by more than a hundredth of the spread, else float32.

    At .007 of the spread none of 3,000 votes of ten neighbours changed (small-64d). A collapsed
    embedding lies in so small a place that half precision would merge its points.
    """
    with np.errstate(over="ignore"):
        small = embedding.astype(np.float16)
    spread = float(embedding.std(0).max())
    moved = float(np.abs(small.astype(np.float32) - embedding).max())
    return small if moved <= 1e-2 * spread else embedding


def _text(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.6g}"
