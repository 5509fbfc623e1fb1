"""Photos of ants and bees, of many sizes: the small data set of PyTorch's lesson on transfer.

Source: Chilamkurthy, "Transfer learning for computer vision tutorial", PyTorch; images from
ImageNet.
"""

from __future__ import annotations

from core.data.found import Layout
from core.data.readers.parquet import ParquetTable
from core.data.readers.trees import ImageTree

TITLE = "Ants and bees"
LICENCE = "research only; images from ImageNet"
SIZES = {"train": 244, "test": 153}
CLASS_COUNT = 2
BY_HAND = (
    "Download https://download.pytorch.org/tutorial/hymenoptera_data.zip and put it, as it is, "
    "into the data folder (EMBEDSCOPE_DATA)."
)
LAYOUTS: tuple[Layout, ...] = (
    ParquetTable("hymenoptera", test="val"),
    ImageTree("hymenoptera_data", test="val"),
)
