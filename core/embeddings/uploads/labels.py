"""Classes that come in a file of their own: `.npy`, or one a line in `.csv` or `.txt`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from core.embeddings.points import Known, as_classes
from core.embeddings.uploads.kind import kind_of
from core.embeddings.uploads.vectors import array_of
from core.errors import BadUpload

MOST_CLASSES = 32_767
HEADINGS = ("label", "labels", "class", "classes", "target", "category")


def labelled(known: Known, path: Path, name: str) -> Known:
    """The same points with their classes; raises BadUpload where there are more or fewer."""
    values = _values(path, name, len(known))
    if len(values) != len(known):
        raise BadUpload(
            f"{name} holds {len(values):,} labels for {len(known):,} vectors. "
            "Give one label for each vector, in the same order."
        )
    labels, classes = as_classes(values)
    check_classes(len(classes), name)
    return Known(labels, classes, known.names, known.columns, known.notes)


def check_classes(count: int, name: str) -> None:
    """Raises BadUpload where there are more classes than can be told apart."""
    if count > MOST_CLASSES:
        raise BadUpload(
            f"{name} holds {count:,} different labels; at most {MOST_CLASSES:,} are allowed. "
            "Are they names or numbers rather than classes?"
        )


def _values(path: Path, name: str, count: int) -> list[Any]:
    kind = kind_of(path, name)
    if kind == "npy":
        array = array_of(path, name)
        if array.ndim != 1 or array.dtype.kind not in "iubfUS":
            raise BadUpload(
                f"{name} is of shape {array.shape} and type {array.dtype}; labels are a list of "
                "whole numbers or texts."
            )
        values: list[Any] = (
            array.astype(str).tolist() if array.dtype.kind == "S" else array.tolist()
        )
        return values
    if kind != "csv":
        raise BadUpload(
            f"{name} is not a list of labels. Save them as .npy, or as text, one a line."
        )
    return _lines(path, name, count)


def _lines(path: Path, name: str, count: int) -> list[Any]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            rows = list(csv.reader(lines))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadUpload(f"{name} is not plain UTF-8 text ({error}). Save it as that.") from error
    while rows and not any(rows[-1]):
        rows.pop()
    column = 0
    heading = [cell.strip().lower() for cell in rows[0]] if rows else []
    if any(len(row) > 1 for row in rows):
        column = next((i for i, cell in enumerate(heading) if cell in HEADINGS), -1)
        if column < 0:
            raise BadUpload(
                f"{name} has several columns and none is called label. Keep the labels alone."
            )
    headed = len(rows) == count + 1 or (heading and heading[column] in HEADINGS)
    cells = [row[column].strip() if len(row) > column else "" for row in rows]
    return [_number(cell) for cell in cells[1 if headed else 0 :]]


def _number(cell: str) -> Any:
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 10 else cell
