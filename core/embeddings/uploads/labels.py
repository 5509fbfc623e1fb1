"""What a file of its own says of the vectors: one label a row, or a table of several columns.

A `.npy`, a JSON list, a text with one label a line; or a table (CSV, TSV, JSON, Parquet), such as
the metadata of the TensorBoard projector, whose columns can each be coloured by.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core.embeddings.points import Known, as_classes
from core.embeddings.uploads.columns import (
    FEW,
    check_classes,
    known_of_table,
    roles_of,
)
from core.embeddings.uploads.dialect import HEADINGS, dialect_of
from core.embeddings.uploads.kind import kind_of
from core.embeddings.uploads.tables import read_schema, read_table
from core.embeddings.uploads.vectors import array_of
from core.errors import BadUpload

WHOLE = re.compile(r"-?[0-9]{1,15}(\.0+)?")
TABLES = ("csv", "json", "parquet")


def labelled(known: Known, path: Path, name: str, *, label: str | None = None) -> Known:
    """The same points with what the file says of them; `label` is its column of classes.

    Raises BadUpload where it speaks of more or fewer.
    """
    kind = kind_of(path, name)
    if kind in TABLES and _columns(path, name, kind):
        return _by_table(known, path, name, kind, label)
    if label:
        raise BadUpload(f"{name} has one column: no column {label!r} can be chosen in it.")
    values = _values(path, name, kind, len(known))
    _check_count(len(values), len(known), name)
    labels, classes = as_classes(values)
    if FEW < len(classes) == len(values):  # words, not classes
        return replace(known, names=tuple(map(str, values)))
    check_classes(len(classes), name)
    return replace(known, labels=labels, classes=classes)


def choices(path: Path, name: str) -> list[str]:
    """The columns that could be the classes; empty where there is but one. Raises BadUpload."""
    kind = kind_of(path, name)
    if kind not in TABLES or not _columns(path, name, kind):
        return []
    return roles_of(read_schema(path, name, kind), name, None).choices


def _by_table(known: Known, path: Path, name: str, kind: str, label: str | None) -> Known:
    table = read_table(path, name, kind, count=len(known))
    _check_count(table.num_rows, len(known), name)
    told = known_of_table(table, roles_of(table.schema, name, label), name)
    fresh = {column.name for column, _ in told.columns}
    kept = tuple(each for each in known.columns if each[0].name not in fresh)
    names, notes = told.names or known.names, (*known.notes, *told.notes)
    return replace(told, names=names, columns=(*told.columns, *kept), notes=notes)


def _check_count(found: int, wanted: int, name: str) -> None:
    if found != wanted:
        raise BadUpload(
            f"{name} holds {found:,} labels for {wanted:,} vectors. "
            "Give one label for each vector, in the same order."
        )


def _columns(path: Path, name: str, kind: str) -> tuple[str, ...]:
    """Its columns where it is a table of several, else none."""
    if kind == "json" and not isinstance(_json(path, name)[0], dict):
        return ()
    if kind == "csv" and dialect_of(path).width < 2:
        return ()
    return tuple(read_schema(path, name, kind).names)


def _values(path: Path, name: str, kind: str, count: int) -> list[Any]:
    if kind == "csv":
        return _lines(path, name, count)
    if kind == "json":
        return _json(path, name)
    if kind != "npy":
        raise BadUpload(
            f"{name} is not a list of labels. Save them as .npy, a JSON list, a table, or as text, "
            "one a line."
        )
    array = array_of(path, name)
    if array.ndim != 1 or array.dtype.kind not in "iubfUS":
        raise BadUpload(
            f"{name} is of shape {array.shape} and type {array.dtype}; labels are a list of "
            "whole numbers or texts."
        )
    return list(np.asarray(array).tolist())


def _json(path: Path, name: str) -> list[Any]:
    """A list of labels, or of objects, one of which may stand on each line; raises BadUpload."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        lines = text.lstrip().startswith("{")
        found = [json.loads(text.splitlines()[0])] if lines else json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise BadUpload(f"{name} is not valid JSON ({error}). Save it again.") from error
    plain = isinstance(found, list) and found
    if not plain or any(isinstance(each, list) for each in found):
        raise BadUpload(
            f'{name} is no list of labels. Write one, ["cat", "dog", ...], or a list of objects.'
        )
    return list(found)


def _lines(path: Path, name: str, count: int) -> list[Any]:
    """One a line, where an empty one is of no class."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            rows = list(csv.reader(lines))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadUpload(f"{name} is not plain UTF-8 text ({error}). Save it as that.") from error
    while rows and not any(rows[-1]):
        rows.pop()
    cells = [row[0].strip() if row else "" for row in rows]
    headed = len(rows) == count + 1 or (cells and cells[0].lower() in HEADINGS)
    return [_number(cell) for cell in cells[1 if headed else 0 :]]


def _number(cell: str) -> Any:
    """A label that is written as a whole number is that number: 1.0 is the class 1."""
    return int(float(cell)) if WHOLE.fullmatch(cell) else cell
