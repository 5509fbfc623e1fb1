"""A table, Parquet or CSV: which of its columns are vectors, classes, numbers, names.

Where a column holds lists of numbers, those are the vectors and other numbers become columns to
colour by; else all numbers together are the vectors. Texts of few different values are classes.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.embeddings.embedding_set import Column
from core.embeddings.points import Known, Points, as_classes
from core.embeddings.uploads.labels import HEADINGS, check_classes
from core.embeddings.uploads.vectors import check_dimension
from core.errors import BadUpload

FEW = 200
"""Texts of at most so many different values are classes without being told."""
MOST_COLUMNS = 40
"""Columns to colour by; further ones are left out."""
TAKEN = ("predicted", "correct", "confidence", "id", "name", "class", "vector")
"""Columns that are ours: in `predictions.py` and in `export.py`."""
MOST_BYTES = 2 << 30
"""What a table may unpack to."""
NAMES = ("name", "id", "index", "filename", "file", "path", "image", "title", "unnamed: 0", "")


@dataclass(frozen=True)
class Roles:
    """The names of a table's columns, by what they are taken for."""

    vectors: tuple[str, ...]
    label: str | None
    name: str | None
    numbers: tuple[str, ...]
    texts: tuple[str, ...]


def look(path: Path, name: str, kind: str, *, label: str | None) -> Roles:
    """What the columns are taken for, from the table's head; raises BadUpload."""
    return _roles(_schema(path, name, kind), name, label)


def read(path: Path, name: str, kind: str, *, label: str | None) -> Points:
    """The vectors float32 [n, d], NaN where a cell is empty, and what the table says of them."""
    table = _table(path, name, kind)
    roles = _roles(table.schema, name, label)
    vectors = _vectors(table, roles, name)
    known = _labels(table, roles, name) or Known.nothing(len(vectors))
    columns, left_out = _columns(table, roles)
    named = _cells(table, roles.name) if roles.name else ()
    names = tuple("" if value is None else str(value) for value in named)
    left = f"These columns are left out: {', '.join(left_out)}." if left_out else ""
    return Points(vectors, Known(known.labels, known.classes, names, columns).noted(left))


def _schema(path: Path, name: str, kind: str) -> Any:
    import pyarrow.parquet as pq
    from pyarrow import csv as arrow

    def schema() -> Any:
        return pq.read_schema(path) if kind == "parquet" else _csv(path, arrow.open_csv).schema

    return _reading(name, schema)


def _table(path: Path, name: str, kind: str) -> Any:
    from pyarrow import csv as arrow

    def table() -> Any:
        return _parquet(path, name) if kind == "parquet" else _csv(path, arrow.read_csv)

    return _reading(name, table)


def _reading(name: str, read: Callable[[], Any]) -> Any:
    """A schema or table that `read` gives; raises BadUpload where it cannot."""
    import pyarrow as pa

    try:
        found = read()
    except (pa.ArrowException, OSError, ValueError, csv.Error) as error:
        if "Expected" in str(error) and "columns" in str(error):
            raise BadUpload(
                f"The rows of {name} are of different lengths ({_short(error)}). Give every row "
                "the same number of values."
            ) from error
        raise _broken(name, error) from error
    columns = getattr(found, "schema", found).names
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


def _csv(path: Path, read: Callable[..., Any]) -> Any:
    """The whole table or its head, as `read` does; without a heading columns are f0, f1, ..."""
    from pyarrow import csv as arrow

    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        first = lines.readline()
    delimiter = max(",;\t|", key=first.count) if any(c in first for c in ",;\t|") else ","
    cells = next(csv.reader([first], delimiter=delimiter), [])
    headless = bool(cells) and all(map(_is_number, cells))
    return read(
        path,
        read_options=arrow.ReadOptions(autogenerate_column_names=headless),
        parse_options=arrow.ParseOptions(delimiter=delimiter),
    )


def _roles(schema: Any, name: str, label: str | None) -> Roles:
    import pyarrow as pa

    if label is not None and label not in schema.names:
        raise BadUpload(f"{name} has no column {label!r}. It has: {', '.join(schema.names)}.")
    lists, numbers, texts = [], [], []
    for field in schema:
        if _is_list(field.type) and _is_numeric(field.type.value_type):
            lists.append(field.name)
        elif _is_numeric(field.type):
            numbers.append(field.name)
        elif (
            pa.types.is_string(field.type)
            or pa.types.is_large_string(field.type)
            or pa.types.is_boolean(field.type)
            or pa.types.is_dictionary(field.type)
        ):
            texts.append(field.name)
    flat = [*numbers, *texts]
    chosen = label or next((column for column in flat if column.lower() in HEADINGS), None)
    named = next((n for n in flat if n.lower() in NAMES and n != chosen), None)
    numbers = [column for column in numbers if column not in (chosen, named)]
    texts = [column for column in texts if column not in (chosen, named)]
    vectors, rest = (lists[:1], numbers) if lists else (numbers, [])
    if not vectors:
        raise BadUpload(
            f"{name} holds no vectors: none of its columns ({', '.join(schema.names)[:200]}) holds "
            "numbers or lists of numbers."
        )
    return Roles(tuple(vectors), chosen, named, tuple(rest), tuple(texts))


def _is_list(kind: Any) -> bool:
    import pyarrow as pa

    lists = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
    return any(is_one(kind) for is_one in lists)


def _is_numeric(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _vectors(table: Any, roles: Roles, name: str) -> NDArray[np.float32]:
    first = roles.vectors[0]
    if _is_list(table.schema.field(first).type):
        return _from_lists(table[first], name)
    check_dimension(len(roles.vectors), name)
    vectors = np.empty((table.num_rows, len(roles.vectors)), np.float32)
    for i, column in enumerate(roles.vectors):
        vectors[:, i] = _numbers(table[column])
    return vectors


def _from_lists(column: Any, name: str) -> NDArray[np.float32]:
    """Rows of one length; a row that is missing becomes NaN."""
    import pyarrow.compute as pc

    lengths = _numbers(pc.list_value_length(column))
    known = lengths[~np.isnan(lengths)]
    if not len(known):
        raise BadUpload(f"All vectors of {name} are empty.")
    wide = int(known[0])
    other = np.flatnonzero(~np.isnan(lengths) & (lengths != wide))
    if len(other):
        raise BadUpload(
            f"The vectors of {name} are of different lengths: row {other[0] + 1} has "
            f"{int(lengths[other[0]])} numbers and the first one {wide}."
        )
    check_dimension(wide, name)
    vectors = np.full((len(lengths), wide), np.nan, np.float32)
    vectors[~np.isnan(lengths)] = _numbers(pc.list_flatten(column)).reshape(-1, wide)
    return vectors


def _numbers(column: Any) -> NDArray[np.float32]:
    """A column of numbers, NaN where a cell is empty."""
    chunks = column.chunks if hasattr(column, "chunks") else [column]
    parts = [chunk.cast("float64").to_numpy(zero_copy_only=False) for chunk in chunks]
    with np.errstate(over="ignore"):
        return np.concatenate([*parts, np.empty(0)]).astype(np.float32)


def _labels(table: Any, roles: Roles, name: str) -> Known | None:
    """By the column that is called so; else by the first text of few different values."""
    if roles.label is None:
        found = (_classed(table[column]) for column in roles.texts)
        labels, classes = next((each for each in found if _few(*each)), (None, ()))
        return None if labels is None else Known(labels, classes)
    labels, classes = _classed(table[roles.label])
    check_classes(len(classes), f"The column {roles.label!r} of {name}")
    return Known(labels, classes)


def _columns(table: Any, roles: Roles) -> tuple[tuple[tuple[Column, NDArray[Any]], ...], list[str]]:
    """What can be coloured by, and the names of the columns that cannot."""
    found: list[tuple[Column, NDArray[Any]]] = []
    used = {*roles.vectors, roles.label, roles.name}
    for title in (*roles.texts, *roles.numbers):
        if len(found) == MOST_COLUMNS:
            break
        taken = [*TAKEN, *(column.name for column, _ in found)]
        slug = files.readable_name(title, most=40, other="column", taken=taken)
        if title in roles.numbers:
            found.append((Column(slug, "number", title), _numbers(table[title])))
            used.add(title)
            continue
        labels, classes = _classed(table[title])
        if _few(labels, classes):
            found.append((Column(slug, "class", title, classes), labels))
            used.add(title)
    return tuple(found), [title for title in table.column_names if title not in used]


def _classed(column: Any) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """The same as `as_classes`, each different value looked at once."""
    encoded = column.combine_chunks().dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    labels, classes = as_classes(encoded.dictionary.to_pylist())
    return np.append(labels, -1)[codes], classes


def _cells(table: Any, column: str) -> list[Any]:
    cells: list[Any] = table[column].to_pylist()
    return cells


def _few(labels: NDArray[np.int64], classes: tuple[str, ...]) -> bool:
    return 0 < len(classes) <= FEW and len(classes) < max(len(labels), 2)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _broken(name: str, error: BaseException) -> BadUpload:
    return BadUpload(f"{name} is damaged or not a table ({_short(error)}). Save it again.")


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
