"""A CSV: as the Parquet table, the vector in columns vector_0, vector_1, and so on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from core.csv_text import cell
from core.embeddings.exports._exported import Exported

TITLE = "CSV"
SUFFIX = ".csv"
HELP = "One table for a spreadsheet or any program: a column for each of the vectors' numbers."


def write(points: Exported, target: Path) -> None:
    """Write the table with seven digits a number; raises EmbeddingSetBroken, OSError."""
    known = {
        cell(name): _plain(values)
        for name, values in (points.known() | points.coordinates()).items()
    }
    wide = range(int(points.about["dimension"]))
    near = ("neighbours",) if points.near is not None else ()
    with target.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow([*known, *near, *(f"vector_{i}" for i in wide)])
        for part in points.parts():
            columns = [values[part] for values in known.values()]
            if points.near is not None:
                columns.append([" ".join(map(str, ids)) for ids in points.near[0][part].tolist()])
            rows = zip(*columns, points.vectors(part).tolist(), strict=True)
            table.writerows(_line(row) for row in rows)


def _line(row: tuple[Any, ...]) -> Iterator[str]:
    *known, vector = row
    return map(_cell, chain(known, vector))


def _cell(value: Any) -> str:
    if value is None or value != value:  # noqa: PLR0124 (NaN)
        return ""
    return f"{value:.7g}" if isinstance(value, float) else str(value)


def _plain(values: Any) -> list[Any]:
    return list(map(cell, values.tolist() if hasattr(values, "tolist") else values))
