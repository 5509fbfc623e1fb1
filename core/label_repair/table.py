"""The table of decisions as a file for other programs, CSV or Parquet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from core import files
from core.csv_text import Table
from core.errors import BadDecision
from core.label_repair.decisions import COLUMNS, Decision

ENDINGS = (".csv", ".parquet")


def as_csv(made: Sequence[Decision]) -> str:
    """A line for each decision, under COLUMNS."""
    out = io.StringIO()
    table = Table(out)
    table.writerow(COLUMNS)
    table.writerows(each.fields() for each in made)
    return out.getvalue()


def as_parquet(made: Sequence[Decision]) -> bytes:
    """A row for each decision: texts, and "row" as int64."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = [pa.int64() if column == "row" else pa.string() for column in COLUMNS]
    columns = zip(*(each.fields() for each in made), strict=True) if made else [()] * len(COLUMNS)
    arrays = [pa.array(list(v), kind) for v, kind in zip(columns, kinds, strict=True)]
    out = io.BytesIO()
    pq.write_table(pa.table(arrays, names=list(COLUMNS)), out)
    return out.getvalue()


def write_table(path: Path, made: Sequence[Decision]) -> None:
    """Write them as the file's ending says; raises BadDecision for another, NotWritten."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise BadDecision(f"Decisions are written as .csv or .parquet, not as {path.name}.")
    content = as_csv(made).encode() if ending == ".csv" else as_parquet(made)
    files.write(path, lambda part: part.write_bytes(content))
