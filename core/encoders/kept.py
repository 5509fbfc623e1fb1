"""Vectors that are computed once: kept by the content of picture, encoder and preprocessing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.data.picture_cache import Cache, key_of
from core.data.sizes import Image8
from core.encoders.encoder import Encoder, Vectors, beside
from core.errors import Stopped
from core.paths import features_folder
from core.progress import Progress

SMALL = 64 * 64
"""Of nets that take fewer pixels nothing is kept: they are as quick as the disk."""
BLOCK = 256
"""Pictures held at a time."""


def vectors_folder(encoder: Encoder) -> Path | None:
    """Where an encoder's vectors are kept; None where they are not worth it."""
    height, width = encoder.preprocessing.size
    worth = height * width >= SMALL
    return features_folder() / f"encoder-{encoder.version}" if worth else None


class KeptVectors:
    """Asks an encoder only for pictures that it has not seen."""

    def __init__(self, encoder: Encoder, *, folder: Path | None) -> None:
        self.encoder = encoder
        self.keeps = folder is not None
        self._cache = Cache(folder, [("vector", "f4", encoder.dimension)])

    def __call__(self, images: Sequence[Image8]) -> Vectors:
        """Vectors float32 [n, d], as `Encoder.encode` gives them; raises what that does."""
        if not self.keeps:
            return self.encoder.encode(images)
        keys = beside(key_of, images)
        new = {key: image for key, image in zip(keys, images, strict=True) if key not in self}
        self.add(list(new), list(new.values()))
        return self.of(keys)

    def __contains__(self, key: bytes) -> bool:
        return key in self._cache

    def add(self, keys: Sequence[bytes], images: Sequence[Image8]) -> None:
        """Encode pictures and keep their vectors by `keys`; raises what encoding does."""
        if not keys:
            return
        for key, vector in zip(keys, self.encoder.encode(images), strict=True):
            self._cache.add(key, vector)
        self._cache.flush()

    def of(self, keys: Sequence[bytes]) -> Vectors:
        """The vectors that are kept by these keys: float32 [n, d]."""
        if not keys:
            return np.empty((0, self.encoder.dimension), np.float32)
        return np.stack([self._cache[key]["vector"] for key in keys])


def encode(
    encoder: Encoder,
    images: Any,
    *,
    folder: Path | None = None,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> Vectors:
    """Vectors float32 [n, d] of all images of a set, in their order.

    Args:
        encoder: from `core.encoders.load`.
        images: a sequence of uint8 [h, w] or [h, w, 3], or one array of them.
        folder: where they are kept, as a rule `vectors_folder(encoder)`; None keeps nothing.
        progress: called with how many are done, of how many, and a sentence.
        stop: asked between blocks. Then Stopped is raised, and what was done is kept.

    Raises what opening an image does, and BadEncoder.
    """
    ask = KeptVectors(encoder, folder=folder)
    made = np.empty((len(images), encoder.dimension), np.float32)
    for start in range(0, len(images), BLOCK):
        if stop():
            raise Stopped
        rows = range(start, min(start + BLOCK, len(images)))
        made[rows.start : rows.stop] = ask(beside(images.__getitem__, rows))
        progress(rows.stop, len(images), f"{rows.stop:,} of {len(images):,} images encoded")
    return made
