"""Handwritten digits, 8 x 8, that come inside scikit-learn: always there, for a start without data.

Its 17 gray levels are spread over 0 to 255. It has no published split: a fifth of each class is
kept for testing, always the same one.

Source: Alpaydin and Kaynak 1998, "Optical Recognition of Handwritten Digits", UCI Machine Learning
Repository; the copy in scikit-learn.
"""

from __future__ import annotations

import gzip
import importlib.util
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.found import Files, Layout
from core.data.image_set import Content
from core.data.splits import hold_back
from core.errors import DataCorrupt

TITLE = "scikit-learn's digits"
LICENCE = "CC BY 4.0"
SIZES = {"train": 1437, "test": 360}
CLASSES = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
BY_HAND = "It comes with scikit-learn: reinstall that (pip install --force-reinstall scikit-learn)."


@dataclass(frozen=True)
class InsideScikitLearn:
    """The table in scikit-learn's folder, read without importing scikit-learn (seconds)."""

    def files(self, folder: Path) -> Files:  # noqa: ARG002
        """The same file for both splits, wherever it is looked for."""
        spec = importlib.util.find_spec("sklearn")
        place = Path(spec.origin).parent if spec and spec.origin else Path("scikit-learn")
        table = place / "datasets" / "data" / "digits.csv.gz"
        return {"train": (table,), "test": (table,)}

    def sizes(self, files: Files) -> dict[str, int]:  # noqa: ARG002
        """Known without reading."""
        return dict(SIZES)

    def read(self, files: Files, split: str) -> Content:
        """Images uint8 [n, 8, 8]."""
        path = files[split][0]
        try:
            table = _table(path, path.stat().st_mtime_ns)
        except (OSError, EOFError, ValueError) as error:
            raise DataCorrupt(f"{path} cannot be read ({error}). {BY_HAND}") from error
        labels = table[:, -1].astype(np.int64)
        images = np.rint(table[:, :-1] * (255 / 16)).astype(np.uint8).reshape(-1, 8, 8)
        train, test = hold_back(labels, SIZES["test"], seed=0)
        chosen = train if split == "train" else test
        return Content(images[chosen], labels[chosen])


@lru_cache(maxsize=1)
def _table(path: Path, changed: int) -> NDArray[np.float32]:  # noqa: ARG001
    """float32 [1797, 65]; read once for both splits and every training, as text takes long."""
    with gzip.open(path, "rt", encoding="ascii") as lines:
        return np.loadtxt(lines, delimiter=",", dtype=np.float32)


LAYOUTS: tuple[Layout, ...] = (InsideScikitLearn(),)
