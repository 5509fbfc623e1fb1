"""Fills a run's folder while training goes on; `run.py` reads it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.recipes.kinds import history_of
from core.recipes.recipe import Recipe, recipe_to_text
from core.runs.card import RunCard
from core.runs.card_file import write_card
from core.runs.run import Run
from embedscope.folder import RunFolder, compact, figure, table

__all__ = ["NoWriter", "RunWriter", "compact"]


class RunWriter:
    """The history, the frames and the results of one run; every file is written atomically."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.folder = RunFolder(run.folder)
        self.rows: list[list[str]] = []
        self.columns = history_of(run.task)
        self.tell: Callable[[Mapping[str, float]], None] = lambda _: None
        """Told every row."""

    def begin(self, recipe: Recipe) -> None:
        """A new folder with the recipe in it."""
        self.columns = history_of(recipe.task)
        self.folder.recipe(recipe_to_text(recipe))

    def watch(self, labels: NDArray[np.int64], probe: Mapping[str, Any]) -> None:
        """Which images the frames show: their classes int64 [p], and where they come from."""
        self.folder.watch(labels, probe)

    def go_back_to(self, step: int) -> None:
        """Forget what was written after `step`, which a resumed run will write again."""
        history = self.run.history()
        kept = history["step"] <= step
        self.rows = [
            [figure(history[key][row]) for key in self.columns] for row in np.flatnonzero(kept)
        ]
        for later in self.run.frame_steps():
            if later > step:
                self.folder.frame_path(later).unlink()
        self.save_history()

    def log(self, row: Mapping[str, float]) -> None:
        """Add a row; a figure that was not taken, or is NaN, stays blank."""
        self.rows.append([figure(row.get(key, math.nan)) for key in self.columns])
        self.tell(row)

    def save_history(self) -> None:
        """Write all rows so far."""
        self.folder.history(table(self.columns, self.rows))

    def frame(self, step: int, embedding: NDArray[np.float32]) -> None:
        """Keep the probe set's embedding float32 [p, d] after `step` steps, made small."""
        self.folder.frame(step, embedding)

    def embedding(
        self, split: str, embedding: NDArray[np.float32], labels: NDArray[np.int64]
    ) -> None:
        """Keep a split's embedding float32 [n, d] and classes int64 [n], in the smallest type."""
        self.folder.embedding(split, embedding, labels)

    def weights(self, tensors: Mapping[str, Any], *, name: str = "model.safetensors") -> None:
        """Keep named torch tensors."""
        from safetensors.torch import save

        contiguous = {key: value.detach().cpu().contiguous() for key, value in tensors.items()}
        # As bytes: its own way to write hides a full disk from us.
        self.folder.weights(save(contiguous), name=name)

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
