"""A photo of a garment: from the file to its name."""

from __future__ import annotations

import numpy as np

from bench.photos import SIZE, photos
from bench.table import Measured, Skipped
from core.errors import EmbedscopeError

ROWS = {"classify_ms_p95": ("ms", "<=", 150.0)}
PHOTOS = 24
ROUNDS = 3


def measure() -> dict[str, Measured]:
    """The row, with the checkpoint that the page takes by default, loaded and warm."""
    from core.photos.classify import garments

    try:
        asked = garments()
    except EmbedscopeError as error:
        raise Skipped(str(error)) from error
    files = list(photos(PHOTOS))
    for file in files[:3]:
        asked.classify(file)
    taken = [asked.classify(file).ms for _ in range(ROUNDS) for file in files]
    how = (
        f"{PHOTOS} drawn photos of {SIZE[0]} x {SIZE[1]} pixels (JPEG), {ROUNDS} times each, by "
        f"{asked.run.name}, warm; median {np.median(taken):.0f} ms"
    )
    return {"classify_ms_p95": Measured(float(np.quantile(taken, 0.95)), len(taken), how)}
