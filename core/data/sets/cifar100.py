"""Small colour photos of a hundred kinds of thing, 32 x 32; the classes in alphabetical order.

Source: Krizhevsky 2009, "Learning multiple layers of features from tiny images", University of
Toronto.
"""

from __future__ import annotations

from core.data.found import Layout
from core.data.readers.cifar_batches import CifarBatches
from core.data.readers.parquet import ParquetTable

TITLE = "CIFAR-100"
LICENCE = "none stated; cite the report"
SIZES = {"train": 50000, "test": 10000}
CLASS_COUNT = 100
BYTES = 169_001_437  # of its download
GET = (("torchvision", "CIFAR100"),)
LAYOUTS: tuple[Layout, ...] = (
    ParquetTable("cifar100"),
    CifarBatches(
        "cifar-100-python",
        train=("train",),
        test=("test",),
        each=(50000, 10000),
        labels="fine_labels",
        meta="meta",
        names="fine_label_names",
    ),
)
