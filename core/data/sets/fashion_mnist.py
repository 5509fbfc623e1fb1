"""Gray pictures of ten kinds of garment, 28 x 28.

Source: Xiao, Rasul and Vollgraf 2017, "Fashion-MNIST: a novel image dataset for benchmarking
machine learning algorithms", arXiv:1708.07747.
"""

from __future__ import annotations

from core.data.found import Layout
from core.data.readers.idx import IdxFiles
from core.data.readers.parquet import ParquetTable

TITLE = "Fashion-MNIST"
LICENCE = "MIT"
SIZES = {"train": 60000, "test": 10000}
CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
BYTES = 30_878_645  # of its download
GET = (("torchvision", "FashionMNIST"), ("debian", "dataset-fashion-mnist"))
LAYOUTS: tuple[Layout, ...] = (
    IdxFiles("fashion-mnist"),
    IdxFiles("FashionMNIST/raw"),
    ParquetTable("fashion-mnist"),
)
