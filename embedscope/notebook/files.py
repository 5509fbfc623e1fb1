"""What a map's scripts read, as bytes: arrays, columns, sheets of thumbnails."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedscope.arrays import classes_of
from embedscope.drawing.palette import colour
from embedscope.errors import BadValues
from embedscope.thumbnails import COLUMNS, QUICK, Sheet, pictures

PER_SHEET = 2_000
"""Images of a sheet at most: a browser decodes it in one go."""


def npy(values: NDArray[Any]) -> bytes:
    """The bytes of a `.npy` file."""
    out = io.BytesIO()
    np.save(out, np.ascontiguousarray(values), allow_pickle=False)
    return out.getvalue()


def column_of(
    title: str, number: int, values: NDArray[Any], count: int
) -> tuple[dict[str, Any], bytes]:
    """What the map is told of a column of numbers or names [n], and its content.

    Raises BadValues where there is not one for each point.
    """
    if values.shape != (count,):
        raise BadValues(f"The column {title} has shape {values.shape}: give one value a point.")
    about: dict[str, Any] = {"name": f"c{number}", "title": title}
    if values.dtype.kind in "USOb":
        of, known = classes_of(values.astype(str))
        colours = [colour(i) for i in range(len(known))]
        kind = np.int16 if len(known) <= 2**15 else np.int32
        return {**about, "kind": "class", "classes": known, "colours": colours}, npy(
            of.astype(kind)
        )
    return {**about, "kind": "number"}, npy(values.astype(np.float32))


def sheets_of(images: Any, count: int) -> tuple[dict[str, int], dict[str, bytes]]:
    """The geometry of the sheets and each as WebP, by the name under which it is asked for."""
    made = pictures(images)
    if len(made) != count:
        raise BadValues(f"There are {len(made):,} images for {count:,} points: give one for each.")
    files, geometry = {}, {}
    for start in range(0, count, PER_SHEET):
        sheet = Sheet.of(made[start : start + PER_SHEET], effort=QUICK)
        files[f"thumbs/{start // PER_SHEET:03d}.webp"] = sheet.picture
        geometry = {**sheet.geometry, "count": count}
    return {**geometry, "columns": COLUMNS, "per_sheet": PER_SHEET}, files
