"""What the TensorBoard projector shows: vectors, their metadata and a sprite of their pictures, by
its `projector_config.pbtxt` or the standalone projector's `.json`, in an archive or a folder.
"""

from __future__ import annotations

import io
import json
import math
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.embeddings.points import Known, Points
from core.embeddings.uploads import labels, table
from core.embeddings.uploads.archive import Tree, leaves
from core.embeddings.uploads.vectors import check_dimension
from core.errors import BadUpload

CONFIGS = ("projector_config.pbtxt", "projector_config.json")
MOST_PIXELS = 8192 * 8192
"""The largest sprite that the projector itself takes."""


@dataclass(frozen=True)
class Config:
    """The first embedding that a config names, with paths from its own folder."""

    tensors: str
    metadata: str
    sprite: str
    side: tuple[int, int]
    """Width and height of one picture of the sprite."""
    shape: tuple[int, ...]


class Sprite:
    """The pictures of a sprite by number, row by row: uint8 [h, w, 3]."""

    def __init__(self, pixels: NDArray[np.uint8], side: tuple[int, int], count: int) -> None:
        self._pixels, (self._wide, self._high), self._count = pixels, side, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int, /) -> NDArray[np.uint8]:
        row, column = divmod(int(index), self._pixels.shape[1] // self._wide)
        top, left = row * self._high, column * self._wide
        return self._pixels[top : top + self._high, left : left + self._wide]


def config_in(tree: Tree) -> str | None:
    """The path of a config in a tree, where there is one."""
    return next((n for n in tree.names if PurePosixPath(n).name.lower() in CONFIGS), None)


def look(tree: Tree, place: str) -> list[str]:
    """The columns that could be the classes; raises BadUpload where a file is missing."""
    config = _config(tree, place)
    _file(tree, place, config.tensors)
    if not config.metadata:
        return []
    with tempfile.TemporaryDirectory() as folder:
        return labels.choices(*_spread(tree, place, config.metadata, Path(folder)))


def read(tree: Tree, place: str, *, label: str | None) -> Points:
    """The vectors with their metadata, and their pictures where a sprite shows them."""
    config = _config(tree, place)
    with tempfile.TemporaryDirectory() as folder:
        points = _vectors(tree, place, config, Path(folder))
        if config.metadata:
            path, name = _spread(tree, place, config.metadata, Path(folder))
            known = labels.labelled(points.known, path, name, label=label)
            points = Points(points.vectors, known)
    if not config.sprite:
        return points
    return Points(points.vectors, points.known, _sprite(tree, place, config, len(points.vectors)))


def _vectors(tree: Tree, place: str, config: Config, folder: Path) -> Points:
    path, name = _spread(tree, place, config.tensors, folder)
    if PurePosixPath(config.tensors).suffix != ".bytes":
        return table.read(path, name, "csv", label=None)
    if len(config.shape) != 2:
        raise BadUpload(f"{place} names {name} without its tensor_shape, rows and columns.")
    check_dimension(config.shape[1], name)
    values = np.frombuffer(path.read_bytes()[: path.stat().st_size // 4 * 4], "<f4")
    if values.size != math.prod(config.shape):
        raise BadUpload(
            f"{name} holds {values.size:,} numbers; its tensor_shape {config.shape} asks for "
            f"{math.prod(config.shape):,}."
        )
    return Points(values.reshape(config.shape), Known.nothing(config.shape[0]))


def _sprite(tree: Tree, place: str, config: Config, count: int) -> Sprite:
    from PIL import Image

    name, (wide, high) = _file(tree, place, config.sprite), config.side
    try:
        with Image.open(io.BytesIO(tree.read(name))) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValueError(f"{image.width} x {image.height} pixels are too many")
            pixels = np.asarray(image.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadUpload(f"The sprite {name} cannot be decoded ({error}).") from error
    if min(wide, high) < 1 or (pixels.shape[1] // wide) * (pixels.shape[0] // high) < count:
        raise BadUpload(
            f"The sprite {name} has {pixels.shape[1]} x {pixels.shape[0]} pixels: pictures of "
            f"{wide} x {high} for {count:,} points do not fit. Mend single_image_dim."
        )
    return Sprite(pixels, config.side, count)


def _spread(tree: Tree, place: str, name: str, folder: Path) -> tuple[Path, str]:
    """A file of the tree on disk, and what to call it."""
    found = _file(tree, place, name)
    path = folder / f"{len(list(folder.iterdir()))}"
    path.write_bytes(tree.read(found))
    return path, PurePosixPath(found).name


def _file(tree: Tree, place: str, name: str) -> str:
    """A file that the config at `place` names; raises BadUpload where it is not in the tree."""
    beside = (PurePosixPath(place).parent / name).as_posix()
    alike = [each for each in tree.names if PurePosixPath(each).name == PurePosixPath(name).name]
    if beside in tree.names and not leaves(name):
        return beside
    if len(alike) == 1:  # the path of another machine
        return alike[0]
    raise BadUpload(f"{place} names {name!r}, which is not in {tree.name}. Pack it too.")


def _config(tree: Tree, place: str) -> Config:
    text = tree.read(place).decode("utf-8", errors="replace")
    try:
        about = json.loads(text) if place.endswith(".json") else {"embeddings": [_pbtxt(text)]}
        first = {_snake(key): value for key, value in about["embeddings"][0].items()}
        sprite = {_snake(key): value for key, value in (first.get("sprite") or {}).items()}
        side = [int(each) for each in sprite.get("single_image_dim", [0, 0])]
        shape = tuple(int(each) for each in first.get("tensor_shape") or ())
        paths = [str(first.get(key) or "") for key in ("tensor_path", "metadata_path")]
        picture = str(sprite.get("image_path") or "")
        config = Config(paths[0], paths[1], picture, (side[0], side[-1]), shape)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise BadUpload(f"{place} is no config of the projector ({error}).") from error
    if not config.tensors:
        raise BadUpload(
            f"{place} names no tensor_path: its vectors lie in a checkpoint of TensorFlow. Save "
            "them as a .tsv or .bytes and name it."
        )
    return config


def _pbtxt(text: str) -> dict[str, Any]:
    """The first embedding of a config in protobuf's text format."""
    text = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    inner = text.split("embeddings", 2)[1]
    found: dict[str, Any] = dict(re.findall(r'(\w+)\s*:\s*"((?:[^"\\]|\\.)*)"', inner))
    sides = re.findall(r"single_image_dim\s*:\s*(\d+)", inner)
    found["tensor_shape"] = re.findall(r"tensor_shape\s*:\s*(\d+)", inner)
    if "image_path" in found:
        found["sprite"] = {"image_path": found["image_path"], "single_image_dim": sides}
    return found


def _snake(key: str) -> str:
    """The standalone projector writes tensorPath for tensor_path."""
    return re.sub(r"(?<=[a-z])([A-Z])", r"_\1", key).lower()
