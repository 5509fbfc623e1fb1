"""An encoder at work: pictures in, vectors out; what comes out is looked at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.data.sizes import Image8
from core.encoders.preprocessing import Preprocessing
from core.errors import BadEncoder

if TYPE_CHECKING:
    from torch import nn

Fitted = NDArray[np.uint8]
"""Pictures in an encoder's size: uint8 [n, h, w] or [n, h, w, 3], RGB."""
Run = Callable[[NDArray[Any]], NDArray[np.floating]]
"""Fitted pictures to what the net puts out: float [n, ...]."""
Vectors = NDArray[np.float32]
PIXELS = 32 * 224 * 224
"""Pixels of the pictures that are encoded at once,"""
MOST = 1024
"""and how many pictures at most."""
THREADS = min(8, os.cpu_count() or 1)
"""In which pictures are opened and resized."""
PARTS = 4
"""Of a batch, that each thread is given: one that is slow keeps no other waiting."""
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Built:
    """What a kind of encoder makes of its name."""

    run: Run
    preprocessing: Preprocessing
    """What it states itself, before an address changes it."""
    scales: bool = False
    """Whether `run` takes float32 [n, c, h, w] as `Preprocessing.scaled` gives them instead."""
    fit: Callable[[Sequence[Image8]], Fitted] | None = None
    """Its own way to fit pictures, where `Preprocessing.fit` is not it."""
    note: str = ""
    """A sentence for people on what comes out."""
    module: nn.Module | None = None
    """Where it is a net of PyTorch: what `run` runs, on the same device."""


@dataclass(frozen=True, eq=False)
class Encoder:
    """Loaded, and tried once."""

    address: str
    title: str
    preprocessing: Preprocessing
    version: str
    """Changes with whatever the vectors depend on besides the picture."""
    dimension: int
    note: str
    built: Built
    pool: str | None = None

    def encode(self, images: Sequence[Image8]) -> Vectors:
        """Vectors float32 [n, dimension] of uint8 [h, w] or [h, w, 3], RGB, of any sizes.

        Raises BadEncoder where what comes out is not finite.
        """
        fitted = self.fitted(images)
        step = at_once(self.preprocessing)
        parts = [self._vectors(fitted[at : at + step]) for at in range(0, len(fitted), step)]
        vectors = np.concatenate([np.empty((0, self.dimension), np.float32), *parts])
        bad = len(vectors) - int(np.isfinite(vectors).all(1).sum())
        if bad:
            raise BadEncoder(
                f"{self.title} puts out values that are not finite for {bad:,} of "
                f"{len(vectors):,} images. Check its mean and deviation, or save it in float32."
            )
        return vectors

    def fitted(self, images: Sequence[Image8]) -> Fitted:
        """The pictures as they are given to the net, before mean and deviation; any number."""
        if not len(images):
            return np.empty((0, *self.preprocessing.size), np.uint8)
        if self.built.fit is not None:
            return self.built.fit(images)
        return np.stack(beside(self.preprocessing.fit, images))

    def _vectors(self, fitted: Fitted) -> Vectors:
        given = self.preprocessing.scaled(fitted) if self.built.scales else fitted
        return as_vectors(self.built.run(given), self.pool, self.title)


def at_once(preprocessing: Preprocessing) -> int:
    """How many pictures are encoded together."""
    height, width = preprocessing.size
    return min(MOST, max(1, PIXELS // (height * width)))


def beside(work: Callable[[Given], Made], many: Iterable[Given]) -> list[Made]:
    """`work` of each, in several threads: good for what frees Python's lock, as Pillow does.

    Several at a time, as handing over one costs about what a thumbnail takes.
    """
    given = list(many)
    size = max(1, len(given) // (PARTS * THREADS))
    parts = [given[at : at + size] for at in range(0, len(given), size)]
    with ThreadPoolExecutor(THREADS) as pool:
        done = pool.map(lambda part: [work(each) for each in part], parts)
        return [made for part in done for made in part]


def as_vectors(out: NDArray[np.floating], pool: str | None, title: str) -> Vectors:
    """float32 [n, d] of what a net put out; raises BadEncoder where that is no vector an image."""
    out = out.reshape(out.shape[:2]) if out.ndim == 4 and out.shape[2:] == (1, 1) else out
    if out.ndim == 4 and pool == "mean":
        out = out.mean((2, 3))
    elif out.ndim == 3 and pool:
        out = out.mean(1) if pool == "mean" else out[:, 0]
    shape = " x ".join(map(str, out.shape[1:]))
    if out.ndim == 4:
        raise BadEncoder(
            f"{title} puts out a map of {shape} for an image, not a vector. Let it be averaged "
            "over its positions (pool=mean), or save the net with its pooling."
        )
    if out.ndim == 3:
        raise BadEncoder(
            f"{title} puts out {out.shape[1]} vectors for an image. Take the first, the class "
            "token (pool=first), or their mean (pool=mean)."
        )
    if out.ndim != 2 or out.shape[1] < 2:
        told = f"an array of {shape}" if out.ndim > 2 else "one number"
        raise BadEncoder(f"{title} puts out {told} for an image, and a vector is needed.")
    return np.ascontiguousarray(out, np.float32)
