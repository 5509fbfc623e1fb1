"""Photos of real clothes that people own, ten kinds, of many sizes.

Its published validation images are the test split here.

Source: Grigorev 2020, "Clothing dataset (small)", github.com/alexeygrigorev/clothing-dataset-small.
"""

from __future__ import annotations

from core.data.found import Layout
from core.data.readers.parquet import ParquetTable
from core.data.readers.trees import ImageTree

TITLE = "Clothing photos"
LICENCE = "CC0"
SIZES = {"train": 3068, "test": 341}
CLASS_COUNT = 10
BY_HAND = (
    "Clone https://github.com/alexeygrigorev/clothing-dataset-small into the data folder "
    "(EMBEDSCOPE_DATA)."
)
LAYOUTS: tuple[Layout, ...] = (
    ParquetTable("clothing", test="validation"),
    ImageTree("clothing-dataset-small", test="validation"),
)
