"""Photos of fruit turned before a white wall: the first 81 classes, one image in four, 64 x 64.

Source: Muresan and Oltean 2018, "Fruit recognition from images using deep learning", Acta
Universitatis Sapientiae, Informatica 10.
"""

from __future__ import annotations

from core.data.found import Layout
from core.data.readers.parquet import ParquetTable
from core.data.readers.trees import ImageTree

TITLE = "Fruits-360, 81 classes"
LICENCE = "CC BY-SA 4.0"
SIZES = {"train": 10251, "test": 3443}
CLASS_COUNT = 81
BY_HAND = (
    "Put fruits360_81-train.parquet and fruits360_81-test.parquet, or a folder or zip fruits360_81 "
    "with Training and Test in it, into the data folder (EMBEDSCOPE_DATA)."
)
LAYOUTS: tuple[Layout, ...] = (
    ParquetTable("fruits360_81"),
    ImageTree("fruits360_81", train="Training", test="Test"),
)
