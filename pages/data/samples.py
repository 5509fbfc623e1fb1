"""What is in a data set, at a glance: sample pictures, images of each class, pixels and bytes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import data
from core.data.encoded import lazily
from core.data.sizes import fitted
from core.files import bytes_of

SHOWN, ROWS, SIDE = 24, 2, 56
"""Sample pictures of a set, in so many rows, each so many pixels wide."""


@dataclass(frozen=True)
class Glance:
    """`sheet` is uint8 [rows * side, columns * side, 3]; `counts` has training and test images of
    each class; `pixels` are of the samples, such as "32 x 32"; `size` is in bytes.
    """

    sheet: NDArray[np.uint8]
    classes: tuple[str, ...]
    counts: tuple[tuple[int, int], ...]
    pixels: str
    size: int


@st.cache_data(max_entries=32, show_spinner=False)
def glance(name: str, stamp: str) -> Glance:
    """Decodes the samples alone; raises what reading the set does."""
    del stamp  # what has changed is read again
    with lazily():
        train, test = data.load(name, "train"), data.load(name, "test")
    rows = np.linspace(0, len(test) - 1, min(SHOWN, len(test))).astype(int)
    images = [np.asarray(test.images[int(row)]) for row in rows]
    counts = [np.bincount(each.labels, minlength=len(test.classes)) for each in (train, test)]
    found = data.find(name)
    paths = {path for each in found.files.values() for path in each} if found else set()
    return Glance(
        _sheet(images),
        test.classes,
        tuple((int(one), int(other)) for one, other in zip(*counts, strict=True)),
        _pixels({image.shape[:2] for image in images}),
        sum(map(bytes_of, paths)),
    )


def _sheet(images: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    tiles = [fitted(image, SIDE) for image in images]
    tiles += [np.zeros((SIDE, SIDE, 3), np.uint8)] * (-len(tiles) % ROWS)
    columns = len(tiles) // ROWS
    return np.vstack([np.hstack(tiles[row * columns : (row + 1) * columns]) for row in range(ROWS)])


def _pixels(sizes: set[tuple[int, ...]]) -> str:
    if len(sizes) == 1:
        ((height, width),) = sizes
        return f"{width} x {height} pixels"
    sides = [side for size in sizes for side in size]
    return f"sides of {min(sides)} to {max(sides)} pixels"
