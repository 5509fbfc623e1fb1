"""Vectors in a `.npy` file; and which rows of any vectors can be used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.embeddings.points import Known, Points
from core.errors import BadUpload

LARGEST = 1e15
"""Beyond this, squared distances no longer fit float32."""
MOST_DIMENSIONS = 16_384
ROWS = 16_384
"""Rows checked at a time."""
BROKEN = (
    OSError, ValueError, SyntaxError, TokenError, EOFError, ArithmeticError, MemoryError, TypeError,
    KeyError,
)  # fmt: skip
"""What numpy raises on damaged headers."""


def look(path: Path, name: str) -> tuple[int, int]:
    """How many vectors there are, of how many numbers; raises BadUpload."""
    shape = _mapped(path, name).shape
    return shape[0], shape[1]


def read(path: Path, name: str) -> Points:
    """The vectors float [n, d], mapped from the file, of which no class is known."""
    vectors = _mapped(path, name)
    return Points(vectors, Known.nothing(len(vectors)))


def array_of(path: Path, name: str) -> NDArray[Any]:
    """Any `.npy` file's array, mapped; raises BadUpload for pickles and what is cut short."""
    try:
        array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except BROKEN as error:
        if "allow_pickle" in str(error) or "Python objects" in str(error):
            raise BadUpload(
                f"{name} holds Python objects: rows of different lengths, or values that are no "
                "numbers. Make one table of numbers of it, numpy.stack(rows), and save that."
            ) from error
        raise BadUpload(
            f"{name} is damaged or was cut off while it was copied ({_short(error)}). "
            "Save it again."
        ) from error
    return array


def usable(points: Points, name: str) -> Points:
    """float16 or 32 [m, d]: without the rows in which a number is missing, infinite or too large.

    A note says how many those are; raises BadUpload where they are all.
    """
    given = points.vectors
    good = np.ones(len(given), bool)
    for start in range(0, len(given), ROWS):
        block = np.asarray(given[start : start + ROWS], np.float64)
        good[start : start + ROWS] = (np.abs(block) <= LARGEST).all(axis=1)
    rows = np.flatnonzero(good)
    lost = len(given) - len(rows)
    what = "hold NaN, infinite or far too large numbers"
    if not len(rows):
        raise BadUpload(
            f"All {lost:,} vectors of {name} {what}. Nothing is left to map. Mend what made them."
        )
    kind = np.float16 if given.dtype == np.float16 else np.float32
    chosen = given[rows] if lost else given
    note = f"{lost:,} of {len(given):,} vectors {what} and are left out." if lost else ""
    bad = np.flatnonzero(~good)
    known = points.known.noted(note).without(bad, f"all of its vectors {what}")
    return replace(points.take(rows), vectors=np.asarray(chosen, kind), known=known)


def check_dimension(dimension: int, name: str) -> None:
    """Raises BadUpload for vectors of no numbers or of too many."""
    if not 1 <= dimension <= MOST_DIMENSIONS:
        raise BadUpload(
            f"The vectors of {name} have {dimension:,} numbers; 1 to {MOST_DIMENSIONS:,} are "
            "allowed. Reduce them first, by a PCA for example."
        )


def _mapped(path: Path, name: str) -> NDArray[Any]:
    array = array_of(path, name)
    if array.dtype.kind not in "fiub":
        raise BadUpload(
            f"{name} holds {array.dtype} values; vectors are real numbers. Convert them first."
        )
    if array.ndim != 2:
        shape = " x ".join(map(str, array.shape)) or "one number"
        raise BadUpload(
            f"{name} is of shape {shape}; a table of vectors has two axes, one vector a row. "
            "Reshape it: vectors.reshape(len(vectors), -1)."
        )
    check_dimension(array.shape[1], name)
    return array


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
