"""Photos of two hundred kinds of bird, of many sizes.

The published lists of 3,000 training and 3,033 test images are not part of the table. As in them,
15 images of each class are for training; which ones is drawn here, always alike.

Source: Welinder et al. 2010, "Caltech-UCSD Birds 200", CNS-TR-2010-001.
"""

from __future__ import annotations

from core.data.found import Layout
from core.data.readers.cut import CutTable

TITLE = "Caltech-UCSD Birds 200 (2010)"
LICENCE = "research only; images from Flickr"
SIZES = {"train": 3000, "test": 3033}
CLASS_COUNT = 200
BY_HAND = "Put cub200_2010.parquet into the data folder (EMBEDSCOPE_DATA)."
LAYOUTS: tuple[Layout, ...] = (CutTable("cub200_2010", each=15),)
