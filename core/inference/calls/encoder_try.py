"""An encoder on a few images: what it sees of them, which it finds alike, how long it takes."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from core import data, encoders
from core.cancellation import steps
from core.data.sizes import fitted
from core.data.splits import probe
from core.encoders import Encoder
from core.inference.wire import Named
from core.metrics.neighbours import neighbours

SHOWN = 8
SIDE = 112
"""Pixels of a picture of what it sees."""
JUDGED = 200
"""Images whose nearest neighbours are asked for their class; fewer where the net is slow,"""
PATIENCE = 6.0
"""so that it takes about as many seconds."""


def answer(*, address: str, images: str) -> Named:
    """Try the encoder of that address on test images of the data set `images`.

    Returns uint8 [n, SIDE, SIDE, 3] each: `given`, some of the images, `seen`, what the net gets of
    them, `nearest`, their nearest neighbours, and `right` bool [n], whether those are of the same
    class; `title`, `dimension`, `note`, `parts`
    of its preprocessing, those that it states itself as `stated`, `low` and `high` of what the net
    gets, `ms` an image; `agree`, the share of `judged` images whose nearest is of their class.
    Raises what core.encoders.load does, DataMissing, DataCorrupt.
    """
    encoder = encoders.load(address)
    found = data.load(images, "test")
    chosen = probe(found.labels, min(JUDGED, len(found)), seed=0)
    mixed = np.random.default_rng(0).permutation(chosen)  # fewer of them are of all classes, too
    pictures = [np.asarray(found.images[int(row)]) for row in mixed]
    begun = time.perf_counter()
    vectors = _patiently(encoder, pictures)
    ms = 1000 * (time.perf_counter() - begun) / len(vectors)
    rows = mixed[: len(vectors)]
    near = neighbours(vectors, vectors, k=2)[0]
    nearest = np.where(near[:, 0] == np.arange(len(near)), near[:, 1], near[:, 0])
    labels = found.labels[rows]
    few = np.linspace(0, len(rows) - 1, min(SHOWN, len(rows))).astype(int)
    seen = encoder.fitted([pictures[row] for row in few])
    scaled = encoder.preprocessing.scaled(seen)
    return {
        "seen": np.stack([fitted(_colour(each), SIDE) for each in seen]),
        "given": np.stack([fitted(_colour(pictures[row]), SIDE) for row in few]),
        "nearest": np.stack([fitted(_colour(pictures[nearest[row]]), SIDE) for row in few]),
        "right": labels[nearest[few]] == labels[few],
        "title": encoder.title,
        "dimension": encoder.dimension,
        "note": encoder.note,
        "parts": encoder.preprocessing.parts(),
        "stated": encoder.built.preprocessing.parts(),
        "low": float(scaled.min()),
        "high": float(scaled.max()),
        "ms": ms,
        "agree": float((labels[nearest] == labels).mean()),
        "judged": len(rows),
        "alike": bool(vectors.std(0).max() < 1e-6),
    }


def _patiently(encoder: Encoder, pictures: list[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """Vectors of as many pictures as there is patience for, those to be shown at least."""
    begun, parts = time.perf_counter(), list[NDArray[np.float32]]()
    for at in steps(len(pictures), SHOWN):
        parts.append(encoder.encode(pictures[at : at + SHOWN]))
        if time.perf_counter() - begun > PATIENCE:
            break
    return np.concatenate(parts)


def _colour(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=-1)
