"""A data set that comes as one table, cut into training and test images here, always alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.found import Files
from core.data.image_set import Content
from core.data.readers.parquet import ParquetTable
from core.data.splits import per_class


@dataclass(frozen=True)
class CutTable:
    """`STEM.parquet`; for training are `each` images of every class, drawn with `seed`, or all
    images of the first `trained` classes.
    """

    stem: str
    each: int = 0
    seed: int = 0
    trained: int | None = None

    def files(self, folder: Path) -> Files:
        """The same file for both splits."""
        return ParquetTable(self.stem, train="", test="").files(folder)

    def sizes(self, files: Files) -> dict[str, int]:
        """From the labels alone."""
        return {split: len(chosen) for split, chosen in self._cut(files).items()}

    def read(self, files: Files, split: str) -> Content:
        """The images of one side of the cut."""
        chosen = self._cut(files)[split]
        return ParquetTable(self.stem).read(files, split, chosen=chosen)

    def _cut(self, files: Files) -> dict[str, NDArray[np.int64]]:
        labels = ParquetTable(self.stem).labels(files, "train")
        if self.trained is not None:
            first = labels < self.trained
            return {"train": np.flatnonzero(first), "test": np.flatnonzero(~first)}
        train, test = per_class(labels, self.each, self.seed)
        return {"train": train, "test": test}
