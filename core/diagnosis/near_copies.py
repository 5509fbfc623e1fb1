"""Which pictures are copies of one another, but for size, brightness or compression?

Perceptual hashes of a few bits take trousers for trousers. Here three things must hold of a pair:
it is alike as a whole (correlation of the pictures at 32 x 32), it is alike in its detail (of what
is left when the picture at 8 x 8 is taken away: skies and seas have that of their own), and it
stands out, being several times as near as the pictures that are next alike. Mirrored and cropped
copies are not found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import Stopped

SIDE, COARSE = 32, 8
NEAR = 6
"""A pair stands out among so many nearest pictures of each of the two."""
WHOLE, DETAIL, APART = 0.95, 0.9, 0.3
"""The least correlations, and the largest share of the distance to the `NEAR`-th."""
LEAST = 16
"""Smaller pictures hold too little detail to tell a copy from a look-alike."""
FLAT = 2.0
"""A standard deviation, of 255, below which a picture shows nothing."""
BLOCK = 2048
ROWS, GROUP = 512, 32

Pictures = NDArray[np.uint8]


def near_copies(
    pictures: Pictures,
    *,
    watch: Callable[[float], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> NDArray[np.int64]:
    """Pairs of rows int64 [m, 2], the smaller first, the most alike pair first.

    Every picture is compared with every other, in n^2 steps.

    Args:
        pictures: uint8 [n, SIDE, SIDE] or [n, SIDE, SIDE, 3], no two of them equal.
        watch: told the share that is done.
        stop: asked now and then; Stopped is raised where it says so.
    """
    if len(pictures) < 2:
        return np.empty((0, 2), np.int64)
    coarse = _standard(_shrunk(pictures).reshape(len(pictures), -1))
    pairs, apart = [], np.empty(len(pictures), np.float32)
    for at in range(0, len(pictures), ROWS):
        if stop():
            raise Stopped
        rows = slice(at, min(at + ROWS, len(pictures)))
        alike = coarse[rows] @ coarse.T
        alike[np.arange(len(alike)), np.arange(at, rows.stop)] = -1  # itself
        apart[rows] = 1 - _nth_largest(alike)
        least = np.maximum(WHOLE, 1 - APART * apart[rows])
        one, other = np.nonzero(alike >= least[:, None])
        pairs.append(np.stack([one + at, other], 1))
        watch(rows.stop / len(pictures))
    return _verified(pictures, coarse, np.concatenate(pairs), apart)


def _verified(
    pictures: Pictures, coarse: NDArray[np.float32], pairs: NDArray[np.int64], apart: NDArray[Any]
) -> NDArray[np.int64]:
    pairs = np.unique(np.sort(pairs, axis=1), axis=0)
    one, other = pairs.T
    away = 1 - np.einsum("ij,ij->i", coarse[one], coarse[other])
    pairs = pairs[away <= APART * np.minimum(apart[one], apart[other])]
    whole, detail = _alike(pictures, pairs)
    kept = (whole >= WHOLE) & (detail >= DETAIL)
    return pairs[kept][np.argsort(-whole[kept], kind="stable")]


def _alike(
    pictures: Pictures, pairs: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The correlations of each pair as a whole, and of its detail: float32 [m] both."""
    whole, detail = np.empty(len(pairs), np.float32), np.empty(len(pairs), np.float32)
    for at in range(0, len(pairs), BLOCK):
        part = slice(at, at + BLOCK)
        both = [_channels(pictures[rows]) for rows in pairs[part].T]
        whole[part] = _correlation(*both)
        detail[part] = _correlation(*(each - _grown(_shrunk(each)) for each in both))
    return whole, detail


def _correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    flat = [_standard(each.reshape(len(each), -1)) for each in (one, other)]
    result: NDArray[np.float32] = np.einsum("ij,ij->i", *flat)
    return result


def _standard(rows: NDArray[Any]) -> NDArray[np.float32]:
    """Without mean and of length 1: a product of two is their correlation. Flat rows become 0."""
    moved = rows.astype(np.float32)
    moved -= moved.mean(axis=1, keepdims=True)
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    seen = length >= FLAT * np.sqrt(rows.shape[1])
    return np.where(seen, moved / np.maximum(length, 1e-6), 0).astype(np.float32)


def _nth_largest(alike: NDArray[np.float32]) -> NDArray[np.float32]:
    """The `NEAR`-th largest of each row of [b, n], counting one of each `GROUP` columns where there
    are enough of them: a partition of all costs more than the products.
    """
    count = alike.shape[1] // GROUP
    if count >= NEAR:
        best = alike[:, : count * GROUP].reshape(len(alike), GROUP, count).max(axis=1)
    else:
        best = alike
    place = best.shape[1] - min(NEAR, alike.shape[1] - 1)
    result: NDArray[np.float32] = np.partition(best, place, axis=1)[:, place]
    return result


def _channels(pictures: Pictures) -> NDArray[np.float32]:
    """float32 [n, side, side, channels]."""
    moved = pictures.astype(np.float32)
    return moved if moved.ndim == 4 else moved[..., None]


def _shrunk(pictures: NDArray[Any]) -> NDArray[np.float32]:
    """Means of squares: float32 [n, COARSE, COARSE, channels]."""
    step = SIDE // COARSE
    shape = (-1, COARSE, step, COARSE, step, pictures.shape[3] if pictures.ndim == 4 else 1)
    parts = [
        pictures[at : at + BLOCK].reshape(shape).mean(axis=(2, 4), dtype=np.float32)
        for at in range(0, len(pictures), BLOCK)
    ]
    return np.concatenate(parts)


def _grown(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    step = SIDE // COARSE
    return pictures.repeat(step, axis=1).repeat(step, axis=2)
