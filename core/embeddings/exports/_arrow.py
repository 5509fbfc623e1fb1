"""Points as tables of Arrow, some rows at a time: what Parquet and a data set are written from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from core.embeddings.exports._exported import Exported


def batches(points: Exported, known: Mapping[str, Any]) -> Iterator[Any]:
    """`pyarrow.Table`s of one schema: the columns `known` by heading, the vector, and neighbours.

    `known` holds arrays, lists or Arrow's arrays [n].
    """
    import pyarrow as pa

    wide = int(points.about["dimension"])
    columns = {name: _array(values) for name, values in known.items()}
    for part in points.parts():
        size = len(points.rows[part])
        table = {name: column.slice(part.start, size) for name, column in columns.items()}
        table["vector"] = _lists(points.vectors(part), wide)
        if points.near is not None:
            for title, values in zip(("neighbours", "distances"), points.near, strict=True):
                table[title] = _lists(values[part], values.shape[1])
        yield pa.table(table)


def _array(values: Any) -> Any:
    import pyarrow as pa

    found = values if isinstance(values, pa.Array) else pa.array(values)
    return found.cast(pa.string()) if pa.types.is_null(found.type) else found


def _lists(values: Any, wide: int) -> Any:
    import pyarrow as pa

    return pa.FixedSizeListArray.from_arrays(pa.array(np.ascontiguousarray(values).ravel()), wide)
