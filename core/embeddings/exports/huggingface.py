"""A data set of Hugging Face, zipped: Parquet shards, one set of them a split, and its card.

Thumbnails are images (`{bytes, path}`), classes ClassLabels that the schema's metadata names.
Written by pyarrow alone; unpacked, `datasets.load_dataset` opens the folder.

Source: Hugging Face, "datasets" documentation, "Create a dataset card" and "Dataset features".
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.split_names import WORDS
from core.embeddings.exports._arrow import batches
from core.embeddings.exports._card import card
from core.embeddings.exports._exported import Exported

TITLE = "Hugging Face data set"
SUFFIX = "-dataset.zip"
HELP = (
    "Unpack it: datasets.load_dataset opens the folder, with thumbnails as images and classes by "
    "name."
)
SHARD = 50_000
"""Rows of a Parquet file."""
SPLIT = "split"


def write(points: Exported, target: Path) -> None:
    """Write the zip; raises EmbeddingSetBroken, OSError."""
    splits = _splits(points)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:  # Parquet is packed already
        for split, part in splits.items():
            shards = [part.take(slice(at, at + SHARD)) for at in range(0, len(part), SHARD)]
            for number, shard in enumerate(shards):
                name = f"data/{split}-{number:05d}-of-{len(shards):05d}.parquet"
                with archive.open(name, "w", force_zip64=True) as out:
                    _write_shard(shard, out)
        sizes = {split: len(part) for split, part in splits.items()}
        archive.writestr("README.md", card(points, sizes))


def _splits(points: Exported) -> dict[str, Exported]:
    """By the column of splits; else all in that which the points are of."""
    known = {column.name: (values, classes) for column, values, classes in points.columns()}
    values, classes = known.get(SPLIT, (np.empty(0), ()))
    found = {
        name: points.take(values == number)
        for number, name in enumerate(classes)
        if name in WORDS and (values == number).any()
    }
    if found and sum(map(len, found.values())) == len(points):
        return found
    said = str(points.about["source"].get("split") or "")
    return {said if said in WORDS else "train": points}


def _write_shard(points: Exported, out: Any) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    known: dict[str, Any] = {"id": points.rows.astype(np.int32)}
    if (names := points.names()) is not None:
        known["name"] = names
    if points.embedding_set.sheets() is not None:
        known["image"] = _images(points)
    for column, values, _ in points.columns():
        title = "label" if column.name == "class" else column.name
        known[title] = _labels(values) if column.kind == "class" else values
    tables = batches(points, known | points.coordinates())
    first = next(tables)
    told = json.dumps({"info": {"features": _features(points, first.schema)}})
    schema = first.schema.with_metadata({"huggingface": told})
    with pq.ParquetWriter(out, schema) as writer:
        for table in _all(first, tables):
            writer.write_table(pa.Table.from_arrays(table.columns, schema=schema))


def _all(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _labels(values: NDArray[np.integer]) -> Any:
    """Numbers of classes; empty where none is known."""
    import pyarrow as pa

    return pa.array(values.astype(np.int64), mask=values < 0)


def _images(points: Exported) -> Any:
    import pyarrow as pa

    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    rows = points.rows.tolist()
    cells = [
        {"bytes": _png(tile), "path": f"{row}.png"}
        for row, tile in zip(rows, points.tiles(), strict=True)
    ]
    return pa.array(cells, kind)


def _png(tile: Any) -> bytes:
    out = io.BytesIO()
    tile.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _features(points: Exported, schema: Any) -> dict[str, Any]:
    """What `datasets` takes each column for."""
    import pyarrow as pa

    classes = {
        "label" if column.name == "class" else column.name: list(words)
        for column, _, words in points.columns()
        if column.kind == "class"
    }
    found: dict[str, Any] = {}
    for field in schema:
        if field.name in classes:
            found[field.name] = {"names": classes[field.name], "_type": "ClassLabel"}
        elif pa.types.is_struct(field.type):
            found[field.name] = {"_type": "Image"}
        elif pa.types.is_fixed_size_list(field.type):
            inner = {"dtype": _dtype(field.type.value_type), "_type": "Value"}
            size = field.type.list_size
            found[field.name] = {"feature": inner, "length": size, "_type": "Sequence"}
        else:
            found[field.name] = {"dtype": _dtype(field.type), "_type": "Value"}
    return found


def _dtype(kind: Any) -> str:
    return {"float": "float32", "double": "float64"}.get(str(kind), str(kind))
