"""The files of TensorBoard's Embedding Projector in a zip: vectors, metadata, sprite and config.

Source: TensorBoard, "Visualizing data using the Embedding Projector",
https://www.tensorflow.org/tensorboard/tensorboard_projector_plugin
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.embeddings.exports._exported import Exported

TITLE = "TensorBoard projector"
SUFFIX = "-projector.zip"
HELP = (
    "Unpack it: tensorboard --logdir opens the folder, and projector.tensorflow.org its files, "
    "with a sprite of the images."
)
SPRITE = 8192
"""Pixels of a sprite's side that the Projector takes."""


def write(points: Exported, target: Path) -> None:
    """Write tensors.tsv, metadata.tsv, the config twice (TensorBoard reads the .pbtxt, the
    standalone projector the .json) and, with images, sprite.png as a zip.

    The vectors are those of the original space, with six digits. Raises EmbeddingSetBroken.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        _lines(archive, "tensors.tsv", _tensor_lines(points))
        _lines(archive, "metadata.tsv", _metadata_lines(points))
        sprite = _sprite(points)
        if sprite is not None:
            archive.writestr("sprite.png", sprite[0], zipfile.ZIP_STORED)
        side = sprite[1] if sprite else None
        config = {"embeddings": [_config(points, side)]}
        archive.writestr("projector_config.json", json.dumps(config, indent=1, ensure_ascii=False))
        archive.writestr("projector_config.pbtxt", _pbtxt(points, side))


def _lines(archive: zipfile.ZipFile, name: str, lines: Iterator[str]) -> None:
    with archive.open(name, "w", force_zip64=True) as file:
        for text in lines:
            file.write(text.encode())


def _tensor_lines(points: Exported) -> Iterator[str]:
    line = "\t".join(["%.6g"] * int(points.about["dimension"])) + "\n"
    for part in points.parts():
        yield "".join([line % tuple(row) for row in points.vectors(part).tolist()])


def _metadata_lines(points: Exported) -> Iterator[str]:
    """A heading and one line a point; id and class are always there, so it needs the heading."""
    table = points.known()
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


def _sprite(points: Exported) -> tuple[bytes, tuple[int, int]] | None:
    """All thumbnails in rows on one PNG, smaller where they have to be, and the size of one."""
    from PIL import Image

    sheets = points.embedding_set.sheets()
    if sheets is None:
        return None
    wide = math.ceil(math.sqrt(len(points)))
    scale = min(1.0, SPRITE / (wide * max(sheets.width, sheets.height)))
    width, height = (max(1, int(side * scale)) for side in (sheets.width, sheets.height))
    sprite = Image.new("RGB", (wide * width, math.ceil(len(points) / wide) * height))
    for number, tile in enumerate(points.tiles()):
        small = tile if scale == 1 else tile.resize((width, height), Image.Resampling.BILINEAR)
        sprite.paste(small, (number % wide * width, number // wide * height))
    red, green, blue = sprite.split()
    out = io.BytesIO()
    (red if red == green == blue else sprite).save(out, "PNG", compress_level=1)
    return out.getvalue(), (width, height)


def _config(points: Exported, side: tuple[int, int] | None) -> dict[str, Any]:
    embedding = {
        "tensorName": points.about["title"],
        "tensorShape": [len(points), points.about["dimension"]],
        "tensorPath": "tensors.tsv",
        "metadataPath": "metadata.tsv",
    }
    if side is not None:
        embedding["sprite"] = {"imagePath": "sprite.png", "singleImageDim": list(side)}
    return embedding


def _pbtxt(points: Exported, side: tuple[int, int] | None) -> str:
    """The same in protobuf's text format."""
    name = " ".join(str(points.about["title"]).split()).replace("\\", "").replace('"', "'")
    lines = [
        f'tensor_name: "{name}"',
        'tensor_path: "tensors.tsv"',
        'metadata_path: "metadata.tsv"',
        f"tensor_shape: {len(points)}",
        f"tensor_shape: {points.about['dimension']}",
    ]
    if side is not None:
        both = " ".join(f"single_image_dim: {each}" for each in side)
        lines.append(f'sprite {{ image_path: "sprite.png" {both} }}')
    return "\n".join(["embeddings {", *(f"  {line}" for line in lines), "}", ""])
