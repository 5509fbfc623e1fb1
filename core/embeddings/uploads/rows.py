"""Images that a table holds or names: Hugging Face's Parquet, or a list of paths beside them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

from core.data.encoded import SUFFIXES
from core.data.readers.parquet import class_names_of
from core.embeddings.uploads.archive import Folder, Tree, leaves
from core.embeddings.uploads.beside import Beside, path_column
from core.embeddings.uploads.columns import is_list, is_numeric
from core.embeddings.uploads.tables import read_schema, read_table
from core.errors import BadUpload

FEWEST_NUMBERS = 3
"""Columns of numbers from which a table that names files is one of vectors."""


class Rows:
    """The images inside a table, called by their numbers."""

    def __init__(self, name: str, blobs: list[bytes | None], names: list[str]) -> None:
        self.name, self.names = name, names
        self.empty = [row for row, blob in zip(names, blobs, strict=True) if not blob]
        """Those that hold no image."""
        self._blobs = dict(zip(names, blobs, strict=True))

    def read(self, name: str) -> bytes:
        """A row's image; raises BadUpload where the cell is empty."""
        blob = self._blobs[name]
        if not blob:
            raise BadUpload(f"{name} of {self.name} is empty.")
        return blob


def holds_images(path: Path, name: str, kind: str, *, wanted: bool = False) -> bool:
    """Whether a table holds or names images rather than vectors; where it has both, whether they
    are `wanted`. Raises BadUpload.
    """
    schema = read_schema(path, name, kind)
    if are_images(schema, wanted=wanted):
        return True
    if _has_vectors(schema):
        return False
    numbers = sum(is_numeric(field.type) for field in schema)
    return numbers < FEWEST_NUMBERS and _paths(path, name, kind, schema)


def are_images(schema: Any, *, wanted: bool = False) -> bool:
    """Whether a table of that schema holds images, and no vectors or the images are `wanted`."""
    return _image_column(schema) is not None and (wanted or not _has_vectors(schema))


def names_images(path: Path, name: str, kind: str) -> bool:
    """Whether a table names images that lie beside it; raises BadUpload."""
    schema = read_schema(path, name, kind)
    return _image_column(schema) is None and holds_images(path, name, kind)


def open_rows(path: Path, name: str, kind: str) -> tuple[Tree, Beside]:
    """The images of a table, and its other columns; raises BadUpload."""
    table = read_table(path, name, kind)
    if (found := inside(table, name)) is not None:
        return found
    title = str(path_column(table.schema))
    cells = [str(cell).replace("\\", "/") for cell in table[title].to_pylist()]
    if bad := next((cell for cell in cells if leaves(cell)), None):
        raise BadUpload(
            f"{name} names {bad!r}, which does not lie below its own folder. Write paths from the "
            "table's folder on."
        )
    there = [row for row, cell in enumerate(cells) if (path.parent / cell).is_file()]
    if not there:
        raise BadUpload(
            f"{name} names images ({cells[0]}, ...) that do not lie beside it. Pack the table and "
            "the images into one zip, or name the table's path on the server."
        )
    images = [cells[row] for row in there]
    first = {image: row for row, image in reversed(list(zip(there, images, strict=True)))}
    told = table.drop_columns([title]).take(list(first.values()))
    return Folder(path.parent, name, list(first)), Beside(tuple(first), told)


def inside(table: Any, name: str) -> tuple[Rows, Beside] | None:
    """The images that a table holds, and its other columns; None where it holds none."""
    import pyarrow as pa

    title = _image_column(table.schema)
    if title is None:
        return None
    column = table[title].combine_chunks()
    paths: list[Any] = [None] * len(column)
    if pa.types.is_struct(column.type):
        paths = column.field("path").to_pylist() if _has(column.type, "path") else paths
        column = column.field("bytes")
    names = [f"{row:07d}{_suffix(each)}" for row, each in enumerate(paths)]
    rest = spelled(table.drop_columns([title]))
    return Rows(name, column.to_pylist(), names), Beside(tuple(names), rest)


def spelled(table: Any) -> Any:
    """With the names of the classes where the schema states them, as Hugging Face's does."""
    import pyarrow as pa

    for title, names in class_names_of(table.schema).items():
        if title in table.column_names:
            cells = table[title].to_pylist()
            said = [names[c] if c is not None and 0 <= c < len(names) else None for c in cells]
            place = table.schema.get_field_index(title)
            table = table.set_column(place, title, pa.array(said, pa.string()))
    return table


def _image_column(schema: Any) -> str | None:
    """The first column of encoded images."""
    import pyarrow.types as kinds

    for field in schema:
        if kinds.is_struct(field.type) and _has(field.type, "bytes"):
            return str(field.name)
        if kinds.is_binary(field.type) or kinds.is_large_binary(field.type):
            return str(field.name)
    return None


def _has_vectors(schema: Any) -> bool:
    return any(is_list(field.type) and is_numeric(field.type.value_type) for field in schema)


def _has(kind: Any, title: str) -> bool:
    return bool(kind.get_field_index(title) >= 0)


def _paths(path: Path, name: str, kind: str, schema: Any) -> bool:
    """Whether its column of paths names images."""
    title = path_column(schema)
    if title is None:
        return False
    cells = [str(cell) for cell in read_table(path, name, kind)[title].to_pylist()[:20]]
    return bool(cells) and all(cell.lower().endswith(SUFFIXES) for cell in cells)


def _suffix(path: Any) -> str:
    suffix = PurePosixPath(str(path)).suffix.lower() if path else ""
    return suffix if suffix in SUFFIXES else ".png"
