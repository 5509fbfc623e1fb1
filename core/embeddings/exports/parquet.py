"""One Parquet table: id, name, class, columns, maps, the vector, and neighbours.

A map "own" becomes own_x, own_y (and own_z), a class column the names of its classes; vectors are
lists of float32.
"""

from __future__ import annotations

from pathlib import Path

from core.embeddings.exports._arrow import batches
from core.embeddings.exports._exported import Exported

TITLE = "Parquet"
SUFFIX = ".parquet"
HELP = "One table for pandas, Polars, DuckDB or Arrow: the vectors as a column of lists."


def write(points: Exported, target: Path) -> None:
    """Write the table; raises EmbeddingSetBroken, OSError."""
    import pyarrow.parquet as pq

    tables = batches(points, points.known() | points.coordinates())
    first = next(tables)
    with pq.ParquetWriter(target, first.schema) as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table)
