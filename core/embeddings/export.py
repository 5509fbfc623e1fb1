"""A set for other programs: the files of the Embedding Projector in a zip, or one Parquet table.

Source: TensorBoard, "Visualizing data using the Embedding Projector",
https://www.tensorflow.org/tensorboard/tensorboard_projector_plugin
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from core.embeddings.embedding_set import EmbeddingSet, Map, Sheets

ROWS = 5_000
"""Points written at a time."""
SPRITE = 8192
"""Pixels of a sprite's side that the Projector takes."""


def write_projector(embedding_set: EmbeddingSet, target: Path | IO[bytes]) -> None:
    """Write tensors.tsv, metadata.tsv, projector_config.json and, with images, sprite.png as a zip.

    The vectors are those of the original space, with six digits. Raises EmbeddingSetBroken.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        _lines(archive, "tensors.tsv", _tensor_lines(embedding_set.vectors()))
        _lines(archive, "metadata.tsv", _metadata_lines(embedding_set))
        sprite = _sprite(embedding_set)
        if sprite is not None:
            archive.writestr("sprite.png", sprite[0], zipfile.ZIP_STORED)
        config = _config(embedding_set, sprite[1] if sprite else None)
        archive.writestr("projector_config.json", json.dumps(config, indent=1, ensure_ascii=False))


def write_parquet(
    embedding_set: EmbeddingSet, target: Path | IO[bytes], *, maps: Sequence[Map] | None = None
) -> None:
    """Write one row a point: id, name, class, columns, maps and the vector.

    A map "own" becomes own_x, own_y (and own_z), a class column the names of its classes; vectors
    are lists of float32. `maps` are all where none are named. Raises EmbeddingSetBroken, OSError.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    vectors = embedding_set.vectors()
    known = _known(embedding_set) | _coordinates(
        list(embedding_set.maps().values()) if maps is None else maps
    )
    kinds = [(name, pa.array(values[:1]).type) for name, values in known.items()]
    kinds = [(n, pa.string() if pa.types.is_null(kind) else kind) for n, kind in kinds]
    vector = ("vector", pa.list_(pa.float32(), vectors.shape[1]))
    schema = pa.schema([*kinds, vector])
    with pq.ParquetWriter(target, schema) as writer:
        for start in range(0, len(vectors), ROWS):
            part = slice(start, start + ROWS)
            flat = pa.array(np.asarray(vectors[part], np.float32).ravel())
            lists = pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1])
            columns = [pa.array(known[n][part], kind) for n, kind in kinds]
            writer.write_table(pa.Table.from_arrays([*columns, lists], schema=schema))


def _known(embedding_set: EmbeddingSet) -> dict[str, Any]:
    """What is known of every point, by a column's heading: arrays or lists [n]."""
    about = embedding_set.about()
    table: dict[str, Any] = {"id": np.arange(about["count"], dtype=np.int32)}
    names = embedding_set.names()
    if names is not None:
        table["name"] = names
    table["class"] = _named(embedding_set.labels(), about["classes"])
    for column in embedding_set.columns():
        values = embedding_set.column(column.name)
        classes = column.classes or about["classes"]
        table[column.name] = _named(values, classes) if column.kind == "class" else values
    return table


def _named(labels: NDArray[np.integer], classes: Sequence[str]) -> list[str | None]:
    """Class names, None where none is known."""
    named = [*classes, None]
    return [named[i] if 0 <= i < len(classes) else None for i in labels.tolist()]


def _coordinates(maps: Sequence[Map]) -> dict[str, NDArray[np.float32]]:
    return {
        f"{each.name}_{axis}": np.ascontiguousarray(points[:, i])
        for each in maps
        for points in [each.points()]
        for i, axis in enumerate("xyz"[: points.shape[1]])
    }


def _lines(archive: zipfile.ZipFile, name: str, lines: Iterator[str]) -> None:
    with archive.open(name, "w", force_zip64=True) as file:
        for text in lines:
            file.write(text.encode())


def _tensor_lines(vectors: NDArray[np.floating]) -> Iterator[str]:
    line = "\t".join(["%.6g"] * vectors.shape[1]) + "\n"
    for start in range(0, len(vectors), ROWS):
        yield "".join([line % tuple(row) for row in vectors[start : start + ROWS].tolist()])


def _metadata_lines(embedding_set: EmbeddingSet) -> Iterator[str]:
    """A heading and one line a point; id and class are always there, so it needs the heading."""
    table = _known(embedding_set)
    yield "\t".join(table) + "\n"
    columns = [
        values.tolist() if hasattr(values, "tolist") else values for values in table.values()
    ]
    for row in zip(*columns, strict=True):
        yield "\t".join(map(_cell, row)) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    return " ".join(str(value).split())


def _sprite(embedding_set: EmbeddingSet) -> tuple[bytes, tuple[int, int]] | None:
    """All thumbnails in rows on one PNG, smaller where they have to be, and the size of one."""
    from PIL import Image

    sheets = embedding_set.sheets()
    if sheets is None:
        return None
    wide = math.ceil(math.sqrt(sheets.count))
    scale = min(1.0, SPRITE / (wide * max(sheets.width, sheets.height)))
    width, height = (max(1, int(side * scale)) for side in (sheets.width, sheets.height))
    sprite = Image.new("RGB", (wide * width, math.ceil(sheets.count / wide) * height))
    for number, tile in enumerate(_tiles(embedding_set.folder, sheets)):
        small = tile if scale == 1 else tile.resize((width, height), Image.Resampling.BILINEAR)
        sprite.paste(small, (number % wide * width, number // wide * height))
    red, green, blue = sprite.split()
    out = io.BytesIO()
    (red if red == green == blue else sprite).save(out, "PNG", compress_level=1)
    return out.getvalue(), (width, height)


def _tiles(folder: Path, sheets: Sheets) -> Iterator[Any]:
    """The thumbnails one by one, in the points' order."""
    from PIL import Image

    left = sheets.count
    for file in sheets.files:
        with Image.open(folder / file) as opened:
            sheet = opened.convert("RGB")
        for place in range(min(left, sheets.per_sheet)):
            x, y = place % sheets.columns * sheets.width, place // sheets.columns * sheets.height
            yield sheet.crop((x, y, x + sheets.width, y + sheets.height))
        left -= sheets.per_sheet


def _config(embedding_set: EmbeddingSet, image: tuple[int, int] | None) -> dict[str, Any]:
    about = embedding_set.about()
    embedding = {
        "tensorName": about["title"],
        "tensorShape": [about["count"], about["dimension"]],
        "tensorPath": "tensors.tsv",
        "metadataPath": "metadata.tsv",
    }
    if image is not None:
        embedding["sprite"] = {"imagePath": "sprite.png", "singleImageDim": list(image)}
    return {"embeddings": [embedding]}
