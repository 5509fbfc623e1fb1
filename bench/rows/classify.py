"""A photo of a garment: from the file to its name."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.photos import SIZE, photos
from bench.served import threads_as_served
from bench.table import Measured, Skipped
from core.errors import EmbedscopeError

ROWS = {
    "classify_ms_p95": ("ms", "<=", 250.0),
    "classify_fashion_ms_p95": ("ms", "<=", 150.0),
}
PHOTOS = 24
ROUNDS = 3


def measure() -> dict[str, Measured]:
    """The rows, with the checkpoints that the page takes by default, loaded and warm."""
    from core.inference.photos.classify import garments
    from core.inference.photos.real import photos_model

    try:
        models = dict(zip(ROWS, (photos_model(), garments()), strict=True))
    except EmbedscopeError as error:
        raise Skipped(str(error)) from error
    with threads_as_served():
        return {row: _timed(model) for row, model in models.items()}


def _timed(model: Any) -> Measured:
    files = list(photos(PHOTOS))
    for file in files[:3]:
        model.classify(file)
    taken = [model.classify(file).ms for _ in range(ROUNDS) for file in files]
    how = (
        f"{PHOTOS} drawn photos of {SIZE[0]} x {SIZE[1]} pixels (JPEG), {ROUNDS} times each, by "
        f"{model.run.name}, warm; median {np.median(taken):.0f} ms"
    )
    return Measured(float(np.quantile(taken, 0.95)), len(taken), how)
