"""Small data files in every layout that the readers know."""

from __future__ import annotations

import gzip
import io
import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

CODES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def idx(array: np.ndarray[Any, Any]) -> bytes:
    """An idx file with `array` in it."""
    kind = array.dtype.str[1:]
    header = struct.pack(f">HBB{array.ndim}I", 0, CODES[kind], array.ndim, *array.shape)
    return header + array.astype(f">{kind}").tobytes()


def idx_set(folder: Path, *, train: int = 30, test: int = 20, packed: bool = True) -> None:
    """Four idx files of 4 x 4 images; each image is filled with its label."""
    folder.mkdir(parents=True)
    for stem, count in (("train", train), ("t10k", test)):
        labels = (np.arange(count) % 10).astype(np.uint8)
        images = np.broadcast_to(labels[:, None, None], (count, 4, 4)).copy()
        for kind, array in (("images-idx3", images), ("labels-idx1", labels)):
            name, content = f"{stem}-{kind}-ubyte", idx(array)
            if packed:
                (folder / f"{name}.gz").write_bytes(gzip.compress(content))
            else:
                (folder / name).write_bytes(content)


def picture(
    value: int, *, size: tuple[int, int] = (6, 4), mode: str = "RGB", kind: str = "PNG"
) -> bytes:
    """An encoded image of `size` (width, height), filled with `value`."""
    out = io.BytesIO()
    fill = value if mode == "L" else (value,) * len(mode)
    Image.new(mode, size, fill).save(out, kind)
    return out.getvalue()


def table(
    path: Path,
    blobs: Sequence[bytes | None],
    labels: Sequence[int],
    *,
    classes: Sequence[str] = (),
    label: str = "label",
) -> None:
    """A Parquet table in Hugging Face's layout."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [{"bytes": blob, "path": f"{i}.png"} for i, blob in enumerate(blobs)]
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    feature = {"names": list(classes), "_type": "ClassLabel"}
    features = {"image": {"_type": "Image"}, label: feature}
    schema = pa.schema(
        [("image", kind), (label, pa.int64())],
        metadata={"huggingface": json.dumps({"info": {"features": features}})},
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = [pa.array(rows, kind), pa.array(labels, pa.int64())]
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), path)


def damage(path: Path, how: str) -> None:
    """Spoil a file: `truncated`, `empty`, `noise` or `middle` (bytes in it turned over)."""
    content = bytearray(path.read_bytes())
    if how == "truncated":
        content = content[: len(content) * 2 // 3]
    elif how == "empty":
        content.clear()
    elif how == "noise":
        content = bytearray(np.random.default_rng(0).bytes(len(content)))
    else:
        middle = len(content) // 2
        content[middle : middle + 8] = bytes(255 - b for b in content[middle : middle + 8])
    path.write_bytes(content)
