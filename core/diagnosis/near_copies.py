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
SOME, AXES = 4096, 32
"""Pictures among which a radius is taken, and axes along which others are looked for."""
QUANTILES = (0.25, 0.5, 0.75, 0.9)
"""Of the radii, between which pictures are compared together."""
SLACK = np.float32(1e-5)
"""What rounding may take from a distance."""

Pictures = NDArray[np.uint8]


def near_copies(
    pictures: Pictures,
    *,
    watch: Callable[[float], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> NDArray[np.int64]:
    """Pairs of rows int64 [m, 2], the smaller first, the most alike pair first.

    Exact: what comparing every picture with every other would find. A product along a few axes
    leaves out what cannot be a pair, and how far a picture stands from all others is measured for
    those of the pairs that are left alone: 60,000 pictures take seconds.

    Args:
        pictures: uint8 [n, SIDE, SIDE] or [n, SIDE, SIDE, 3], no two of them equal.
        watch: told the share that is done.
        stop: asked now and then; Stopped is raised where it says so.
    """
    if len(pictures) < 2:
        return np.empty((0, 2), np.int64)
    coarse = _standard(_shrunk(pictures).reshape(len(pictures), -1))
    pairs = _within(coarse, _farthest(coarse, stop), watch, stop)
    apart = np.full(len(pictures), np.inf, np.float32)
    asked = np.unique(pairs)
    for at in range(0, len(asked), ROWS):
        rows = asked[at : at + ROWS]
        alike = coarse[rows] @ coarse.T
        alike[np.arange(len(rows)), rows] = -1  # itself
        apart[rows] = 1 - _nth_largest(alike)
        _go_on(stop)
        watch(0.5 + 0.5 * (at + len(rows)) / len(asked))
    return _verified(pictures, coarse, pairs, apart)


def _farthest(coarse: NDArray[np.float32], stop: Callable[[], bool]) -> NDArray[np.float32]:
    """How far a pair of each picture may at most lie apart, 1 less the correlation: float32 [n].

    Among some of the pictures the `NEAR`-th is at least as far as among all.
    """
    step = max(1, len(coarse) // SOME)
    some = coarse[::step]
    most = np.empty(len(coarse), np.float32)
    for at in range(0, len(coarse), ROWS):
        _go_on(stop)
        rows = np.arange(at, min(at + ROWS, len(coarse)))
        alike = coarse[rows] @ some.T
        own = rows % step == 0
        alike[np.flatnonzero(own), rows[own] // step] = -1  # itself
        most[rows] = APART * (1 - _nth_largest(alike))
    return np.minimum(most, 1 - WHOLE)


def _within(
    coarse: NDArray[np.float32],
    most: NDArray[np.float32],
    watch: Callable[[float], None],
    stop: Callable[[], bool],
) -> NDArray[np.int64]:
    """Pairs int64 [m, 2] that lie at most so far apart for both of them, as a whole.

    Of two rows of length 1 the squared distance is twice what their correlation lacks, and along a
    few axes no pair lies farther apart than in all: what is farther along those is left out first.
    """
    axes = np.linalg.eigh(np.cov(coarse, rowvar=False))[1][:, -AXES:]
    short = coarse @ axes.astype(np.float32)
    along = np.argsort(short[:, -1], kind="stable")  # the longest axis: most lies outside a window
    short, place = short[along], short[along, -1]
    half, ones = _squares(short)[:, None] / 2, np.ones((len(short), 1), np.float32)
    left, right = np.hstack([short, -half, -ones]), np.hstack([short, ones, half])
    far = most[along] + SLACK
    wide = np.searchsorted(np.quantile(far, QUANTILES), far)
    turn = np.argsort(wide, kind="stable")  # alike in their radius, then in their place
    found = [np.empty((0, 2), np.int64)]
    for at in range(0, len(coarse), ROWS):
        _go_on(stop)
        rows = turn[at : at + ROWS]
        reach = np.sqrt(2 * far[rows].max())
        first = np.searchsorted(place, place[rows].min() - reach)
        last = np.searchsorted(place, place[rows].max() + reach, side="right")
        inside = left[rows] @ right[first:last].T >= -far[rows][:, None]  # half the square, below 0
        one, other = np.divmod(np.flatnonzero(inside), last - first)
        one, other = along[rows[one]], along[other + first]
        away = 1 - np.einsum("ij,ij->i", coarse[one], coarse[other])
        near = (away <= np.minimum(most[one], most[other]) + SLACK) & (one != other)
        found.append(np.sort(np.stack([one[near], other[near]], axis=1), axis=1))
        watch(0.5 * min(1, (at + ROWS) / len(coarse)))
    return np.unique(np.concatenate(found), axis=0)


def _squares(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    result: NDArray[np.float32] = np.einsum("ij,ij->i", rows, rows)
    return result


def _go_on(stop: Callable[[], bool]) -> None:
    if stop():
        raise Stopped


def _verified(
    pictures: Pictures, coarse: NDArray[np.float32], pairs: NDArray[np.int64], apart: NDArray[Any]
) -> NDArray[np.int64]:
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
