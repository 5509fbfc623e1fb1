"""The same birds, of which the first hundred kinds are for training and the others for testing.

All images of a kind lie on one side, so that a net is asked about birds of kinds that it never saw:
the usual test of training for retrieval.

Source: Welinder et al. 2010, "Caltech-UCSD Birds 200", CNS-TR-2010-001; the division: Oh Song et
al. 2016, "Deep metric learning via lifted structured feature embedding", CVPR.
"""

from __future__ import annotations

from core.data.found import Layout
from core.data.readers.cut import CutTable

TITLE = "Caltech-UCSD Birds 200 (2010), unseen kinds"
LICENCE = "research only; images from Flickr"
SIZES = {"train": 2990, "test": 3043}
CLASS_COUNT = 200
UNSEEN = True
"""No class is on both sides."""
BY_HAND = "Put cub200_2010.parquet into the data folder (EMBEDSCOPE_DATA)."
LAYOUTS: tuple[Layout, ...] = (CutTable("cub200_2010", trained=100),)
