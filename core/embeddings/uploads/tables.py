"""Tables that people bring, Parquet, CSV, TSV, JSON, as Arrow's; nothing of a file is trusted."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.embeddings.uploads.dialect import dialect_of
from core.errors import BadUpload

MOST_BYTES = 2 << 30
"""What a table may unpack to."""


def read_table(path: Path, name: str, kind: str, *, count: int | None = None) -> Any:
    """The whole table as a `pyarrow.Table`; raises BadUpload.

    `kind` is "parquet", "csv" or "json"; `count` how many rows there must be, where it is known.
    """
    from pyarrow import csv as arrow

    def table() -> Any:
        if kind == "parquet":
            return _parquet(path, name)
        return _json(path) if kind == "json" else _csv(path, arrow.read_csv, count)

    return _reading(name, table)


def read_schema(path: Path, name: str, kind: str) -> Any:
    """Its columns and their types, from the head where that is enough; raises BadUpload."""
    import pyarrow.parquet as pq
    from pyarrow import csv as arrow

    def schema() -> Any:
        if kind == "parquet":
            return pq.read_schema(path)
        return (_json(path) if kind == "json" else _csv(path, arrow.open_csv)).schema

    return _reading(name, schema)


def _reading(name: str, read: Callable[[], Any]) -> Any:
    """A schema or table that `read` gives; raises BadUpload where it cannot."""
    import pyarrow as pa

    try:
        found = read()
        columns = getattr(found, "schema", found).names  # decoded here: bytes may be no letters
    except (pa.ArrowException, OSError, ValueError, csv.Error, RecursionError) as error:
        if "Expected" in str(error) and "columns" in str(error):
            raise BadUpload(
                f"The rows of {name} are of different lengths ({_short(error)}). Give every row "
                "the same number of values."
            ) from error
        raise BadUpload(
            f"{name} is damaged or not a table ({_short(error)}). Save it again."
        ) from error
    repeated = [column for column in columns if columns.count(column) > 1]
    if repeated:
        raise BadUpload(f"{name} has several columns called {repeated[0]!r}. Rename them.")
    return found


def _parquet(path: Path, name: str) -> Any:
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    groups = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
    size = sum(group.total_byte_size for group in groups)
    if size > MOST_BYTES:
        raise BadUpload(
            f"{name} unpacks to {size / 2**30:.1f} GB; at most {MOST_BYTES >> 30} GB are read. "
            "Use a sample of it."
        )
    return file.read()


def _csv(path: Path, read: Callable[..., Any], count: int | None = None) -> Any:
    """The whole table or its head, as `read` does."""
    from pyarrow import csv as arrow

    dialect = dialect_of(path, count=count)
    return read(
        path,
        read_options=arrow.ReadOptions(column_names=list(dialect.columns) or None),
        parse_options=arrow.ParseOptions(
            delimiter=dialect.delimiter, quote_char='"' if dialect.quoted else False
        ),
        convert_options=arrow.ConvertOptions(decimal_point=dialect.decimal),
    )


def _json(path: Path) -> Any:
    """Of a list of objects, or of one object a line."""
    import pyarrow as pa

    text = path.read_text(encoding="utf-8-sig")
    if text.lstrip().startswith("["):
        rows = json.loads(text)
    else:
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise ValueError("it is no list of objects")
    keys = dict.fromkeys(key for row in rows for key in row)
    return pa.table({key: [row.get(key) for row in rows] for key in keys})


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
