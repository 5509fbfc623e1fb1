"""How a text of rows is written: what parts its cells, whether a heading stands above them, and
whether its decimals are commas, as a spreadsheet in much of Europe saves them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HEADINGS = ("label", "labels", "class", "classes", "target", "category")
"""What a column of classes is called."""
NAMES = ("name", "names", "id", "index", "filename", "file_name", "file", "path", "image", "title")
"""What a column is called that says which row it is."""
DELIMITERS = "\t;|, "
LOOKED_AT = 1 << 16
"""Bytes from which it is told."""
ROWS = 200
COMMA = re.compile(r"[+-]?\d+,\d+(e[+-]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """How to read it."""

    delimiter: str
    decimal: str
    width: int
    """Cells in a row."""
    headed: bool
    """Whether the first row names the columns."""
    quoted: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """Names to give where no heading stands there, else empty."""
        return () if self.headed else tuple(f"column {i + 1}" for i in range(self.width))


def dialect_of(path: Path, *, count: int | None = None) -> Dialect:
    """Told from the first rows; `count` is how many rows there must be, where that is known.

    Raises OSError.
    """
    head = _head(path)
    found = {delimiter: _cells(head, delimiter) for delimiter in DELIMITERS}
    # The first of equals, for which `max` is made, in the order of DELIMITERS.
    delimiter = max(found, key=lambda each: _fit(found[each], each))
    rows = found[delimiter]
    wide = max(map(len, rows), default=1)
    if wide < 2:
        delimiter, rows = ",", [[line] for line in head.splitlines()]
    commas = sum(bool(COMMA.fullmatch(cell.strip())) for row in rows for cell in row)
    points = sum("." in cell and is_number(cell) for row in rows for cell in row)
    decimal = "," if delimiter != "," and commas > points else "."
    spare = None if count is None else _lines(path) - count
    headed = spare == 1 or _headed(rows, decimal, unsure=spare != 0)
    quoted = delimiter != "\t" or all(line.count('"') % 2 == 0 for line in head.splitlines())
    return Dialect(delimiter, decimal, wide, headed, quoted)


def is_number(cell: str, decimal: str = ".") -> bool:
    """Whether a cell is a number."""
    try:
        float(cell.replace(",", ".") if decimal == "," else cell)
    except ValueError:
        return False
    return True


def _head(path: Path) -> str:
    """The first lines, whole ones."""
    with path.open("rb") as file:
        block = file.read(LOOKED_AT)
        whole = not file.read(1)
    if not whole and b"\n" in block:
        block = block[: block.rindex(b"\n")]
    return block.decode("utf-8-sig", errors="replace")


def _lines(path: Path) -> int:
    """How many lines are not empty."""
    with path.open("rb") as file:
        return sum(bool(line.strip()) for line in file)


def _cells(head: str, delimiter: str) -> list[list[str]]:
    text = io.StringIO(head, newline="")
    try:
        if delimiter == "\t":
            rows = csv.reader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        else:
            rows = csv.reader(text, delimiter=delimiter)
        return [row for row, _ in zip(rows, range(ROWS), strict=False) if row]
    except csv.Error:
        return []


def _fit(rows: Sequence[Sequence[str]], delimiter: str) -> tuple[bool, float, bool]:
    """Whether it parts all rows alike, how much of that is numbers, and whether at all."""
    widths = {len(row) for row in rows}
    parted = max(widths, default=1) > 1
    decimal = "." if delimiter == "," else ","
    cells = [cell for row in rows for cell in row]
    numbers = sum(is_number(cell) or is_number(cell, decimal) for cell in cells)
    share = numbers / max(len(cells), 1)
    if delimiter == " " and share <= 0.5:  # words, not cells
        return False, 0.0, False
    return parted and len(widths) == 1, share, parted


def _headed(rows: Sequence[Sequence[str]], decimal: str, *, unsure: bool) -> bool:
    """Whether the first row names the columns: it has words where the rows below have numbers.

    `unsure` is the answer for words above words.
    """
    if not rows:
        return True
    first, below = rows[0], rows[1:]
    named = {cell.strip().lower() for cell in first}
    if named & {*HEADINGS, *NAMES, "split"}:
        return True
    numeric = [i for i in range(len(first)) if _all_numbers(below, i, decimal)]
    if not numeric:
        return unsure and not all(is_number(cell, decimal) for cell in first)
    if any(not is_number(first[i], decimal) for i in numeric):
        return True
    # A table that pandas saved without names of its own counts its columns.
    counted = [cell.strip() for cell in first] == [str(i) for i in range(len(first))]
    return counted and len(first) > 1 and any(not c.isdigit() for row in below for c in row)


def _all_numbers(rows: Sequence[Sequence[str]], column: int, decimal: str) -> bool:
    cells = [row[column] for row in rows if len(row) > column and row[column].strip()]
    return bool(cells) and all(is_number(cell, decimal) for cell in cells)
