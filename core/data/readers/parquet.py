"""Parquet tables of images in Hugging Face's layout.

A column of structs `{bytes, path}`, one of label numbers, and the class names in the schema's
metadata under `huggingface`. Either one file a split, `STEM-PART.parquet`, or a folder `STEM` of
numbered shards, `PART-00000-of-00003.parquet`.

Source: Hugging Face, "datasets" documentation, "Image" and "ClassLabel" features.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.data.encoded import gather
from core.data.found import Files
from core.data.image_set import Content
from core.errors import DataCorrupt

MOST_BYTES = 16 << 30
"""A table that promises more, once unpacked, is not opened."""
Result = TypeVar("Result")


@dataclass(frozen=True)
class ParquetTable:
    """`STEM-PART.parquet` or shards; an empty part stands for `STEM.parquet`."""

    stem: str
    train: str = "train"
    test: str = "test"

    def files(self, folder: Path) -> Files:
        """The files of each split."""
        return {
            "train": _files(folder, self.stem, self.train),
            "test": _files(folder, self.stem, self.test),
        }

    def sizes(self, files: Files) -> dict[str, int]:
        """From the tables' footers."""
        import pyarrow.parquet as pq

        def rows(path: Path) -> int:
            return int(pq.read_metadata(path).num_rows)

        return {split: sum(_reading(path, rows) for path in files[split]) for split in files}

    def labels(self, files: Files, split: str) -> NDArray[np.int64]:
        """Only the labels [n], without the images."""
        return np.concatenate([_reading(path, _labels) for path in files[split]])

    def read(self, files: Files, split: str, *, chosen: NDArray[np.int64] | None = None) -> Content:
        """All images, or those at `chosen`, decoded where they are of one size."""
        parts = [_reading(path, _read) for path in files[split]]
        blobs = [blob for part in parts for blob in part[0]]
        paths = [name for part in parts for name in part[1]]
        labels = self.labels(files, split)
        if chosen is not None:
            blobs, paths = [blobs[i] for i in chosen], [paths[i] for i in chosen]
            labels = labels[chosen]
        where = [f"{name} in {files[split][0].name}" for name in paths]
        return Content(gather(blobs, where), labels, parts[0][2], tuple(paths))


def _files(folder: Path, stem: str, part: str) -> tuple[Path, ...]:
    for place in (folder / stem, folder / stem / "data", folder / stem / stem):
        shards = sorted(place.glob(f"{part}-*-of-*.parquet")) if part else []
        total = shards[0].stem.rpartition("-")[2] if shards else ""
        if total.isdigit() and int(total) <= 9999:
            return tuple(place / f"{part}-{i:05d}-of-{total}.parquet" for i in range(int(total)))
    return (folder / (f"{stem}-{part}.parquet" if part else f"{stem}.parquet"),)


def _reading(path: Path, work: Callable[[Path], Result]) -> Result:
    import pyarrow as pa

    try:
        return work(path)
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, StopIteration) as error:
        raise DataCorrupt(
            f"{path} cannot be read ({' '.join(str(error).split()) or type(error).__name__}). "
            "Delete it and fetch it again: it must be a Parquet table of images and labels."
        ) from error


def _labels(path: Path) -> NDArray[np.int64]:
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)  # pq.read_table would import pandas
    name = _columns(file.schema_arrow)[1]
    column = file.read(columns=[name])[name]
    if column.null_count:
        raise ValueError(f"{column.null_count} labels are empty")
    return np.array(column.to_pylist(), np.int64)  # to_numpy would import pandas


def _read(path: Path) -> tuple[list[bytes], list[str], tuple[str, ...]]:
    """Encoded images, their names, and the class names."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    groups = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
    if sum(group.total_byte_size for group in groups) > MOST_BYTES:
        raise ValueError("it unpacks to more than 16 GiB")
    image, label = _columns(file.schema_arrow)
    blobs: list[bytes] = []
    names: list[str] = []
    for chunk in file.read(columns=[image])[image].chunks:
        blobs += chunk.field("bytes").to_pylist()
        names += chunk.field("path").to_pylist()
    if None in blobs:
        raise ValueError(f"image {blobs.index(None)} is empty")  # type: ignore[arg-type]
    names = [name or f"image {number}" for number, name in enumerate(names)]
    classes = _features(file.schema_arrow).get(label, {}).get("names") or ()
    return blobs, names, tuple(str(name) for name in classes)


def _columns(schema: Any) -> tuple[str, str]:
    """The names of the image column and of the label column."""
    import pyarrow as pa

    features = _features(schema)
    structs = [f.name for f in schema if pa.types.is_struct(f.type) and f.type.num_fields == 2]
    numbers = [f.name for f in schema if pa.types.is_integer(f.type)]
    named = [n for n in numbers if features.get(n, {}).get("_type") == "ClassLabel"]
    # Where there are several, as in CIFAR-100, the fine ones are meant.
    for label in ("label", "fine_label", *named, *numbers):
        if structs and label in numbers:
            return structs[0], label
    raise ValueError(f"no column of images and labels among {schema.names}")


def class_names_of(schema: Any) -> dict[str, list[str]]:
    """The names of the classes by column, where a schema states them; raises ValueError."""
    labels = {k: v for k, v in _features(schema).items() if v.get("_type") == "ClassLabel"}
    return {k: [str(name) for name in v.get("names") or ()] for k, v in labels.items()}


def _features(schema: Any) -> dict[str, Any]:
    text = (schema.metadata or {}).get(b"huggingface", b"{}")
    features = json.loads(text).get("info", {}).get("features", {})
    return {k: v for k, v in features.items() if isinstance(v, dict)}
