"""Sample pictures of a data set: test images, evenly spaced through it."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import data
from core.data.sizes import fitted
from core.errors import EmbedscopeError

SHOWN, ROWS, SIDE = 24, 2, 56
"""Sample pictures of a set, in so many rows, each so many pixels wide."""


def draw_pictures(name: str, stamp: str, place: Any) -> None:
    """A sheet of sample pictures; nothing where they cannot be read."""
    try:
        sheet = samples(name, stamp)
    except EmbedscopeError:  # the card says what is wrong, or it has no such split
        return
    said = f"{SHOWN} test images, evenly spaced"
    place.image(sheet, width="stretch", caption=said, alt=f"{said}: {name}")


@st.cache_data(max_entries=32, show_spinner=False)
def samples(name: str, stamp: str) -> NDArray[np.uint8]:
    """uint8 [rows * side, columns * side, 3]; raises what reading the set does."""
    del stamp  # what has changed is read again
    images = data.load(name, "test").images
    rows = np.linspace(0, len(images) - 1, min(SHOWN, len(images))).astype(int)
    tiles = [fitted(np.asarray(images[int(row)]), SIDE) for row in rows]
    blank = np.zeros((SIDE, SIDE, 3), np.uint8)
    tiles += [blank] * (-len(tiles) % ROWS)
    columns = len(tiles) // ROWS
    return np.vstack([np.hstack(tiles[row * columns : (row + 1) * columns]) for row in range(ROWS)])
