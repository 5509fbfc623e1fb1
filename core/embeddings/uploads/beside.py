"""What a table beside images says of them: `metadata.csv` or `.jsonl`, any table with a column of
their paths, or a COCO file of categories.

Source: Hugging Face, "datasets" documentation, "ImageFolder"; Lin et al. (2014), "Microsoft COCO:
Common Objects in Context" (https://arxiv.org/abs/1405.0312), the format of its annotations.
"""

from __future__ import annotations

import json
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from core.embeddings.uploads.archive import Tree
from core.embeddings.uploads.tables import read_table
from core.errors import BadUpload

KINDS = {".csv": "csv", ".tsv": "csv", ".jsonl": "json", ".parquet": "parquet"}
PATHS = (
    "file_name", "filename", "file", "path", "image", "image_path", "img", "filepath", "file_path",
    "image_file", "name",
)  # fmt: skip
"""What a column of paths is called."""
METADATA = "metadata"
MOST_TABLES = 20


@dataclass(frozen=True)
class Beside:
    """`table` is a `pyarrow.Table` without the paths: its row i speaks of image i."""

    images: tuple[str, ...]
    table: Any


def beside(tree: Tree, images: Sequence[str]) -> Beside | None:
    """The tables in a tree that speak of its images; None where none does. Raises BadUpload."""
    import pyarrow as pa

    by = _Places(images)
    found = [each for place, table in _tables(tree) if (each := matched(place, table, by))]
    if not found:
        return None
    try:
        table = pa.concat_tables([each.table for each in found], promote_options="permissive")
    except pa.ArrowException as error:
        raise BadUpload(f"The tables in {tree.name} do not fit together ({error}).") from error
    first = {image: row for row, image in reversed(list(enumerate(_every(found))))}
    order = sorted(first)
    return Beside(tuple(order), table.take([first[image] for image in order]))


def matched(place: str, table: Any, by: _Places) -> Beside | None:
    """The rows of a table at `place` that name an image; None where fewer than half of them do."""
    title = path_column(table.schema)
    if title is None:
        return None
    paths = [by.image(place, str(value)) for value in table[title].to_pylist()]
    rows = [row for row, image in enumerate(paths) if image is not None]
    if 2 * len(rows) < max(len(paths), 1):
        return None
    kept = table.take(rows).drop_columns([title])
    return Beside(tuple(str(paths[row]) for row in rows), kept)


def path_column(schema: Any) -> str | None:
    """The column of paths, by its name."""
    titles = {str(title).lower(): str(title) for title in reversed(schema.names)}
    return next((titles[each] for each in PATHS if each in titles), None)


class _Places:
    """Images by what a table may call them."""

    def __init__(self, images: Sequence[str]) -> None:
        self._whole = {_composed(image): image for image in images}
        names = Counter(_composed(PurePosixPath(image).name) for image in images)
        alone = (image for image in images if names[_composed(PurePosixPath(image).name)] == 1)
        self._alone = {_composed(PurePosixPath(image).name): image for image in alone}

    def image(self, table: str, path: str) -> str | None:
        """By its path from the table's folder or from the top; else by a name that is unique."""
        path = _composed(path.replace("\\", "/"))
        for whole in ((PurePosixPath(table).parent / path).as_posix(), path):
            if whole in self._whole:
                return self._whole[whole]
        return self._alone.get(PurePosixPath(path).name)


def places(images: Sequence[str]) -> _Places:
    """Where to look images up by what a table calls them."""
    return _Places(images)


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _every(found: Sequence[Beside]) -> list[str]:
    return [image for each in found for image in each.images]


def _tables(tree: Tree) -> Iterator[tuple[str, Any]]:
    """The tables of a tree with their paths; those that cannot be read are none, unless they are
    called metadata.
    """
    plain = (each for each in tree.names if "/." not in f"/{each}" and "__MACOSX/" not in each)
    likely = [each for each in plain if PurePosixPath(each).suffix.lower() in (*KINDS, ".json")]
    for place in likely[:MOST_TABLES]:
        suffix = PurePosixPath(place).suffix.lower()
        try:
            blob = tree.read(place)
            table = _coco(blob) if suffix == ".json" else spread_table(blob, place, KINDS[suffix])
        except BadUpload:
            if PurePosixPath(place).stem.lower() == METADATA:
                raise
            continue
        if table is not None:
            yield place, table


def spread_table(blob: bytes, place: str, kind: str) -> Any:
    """A table that lies in an archive; raises BadUpload."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        path.write_bytes(blob)
        return read_table(path, PurePosixPath(place).name, kind)


def _coco(blob: bytes) -> Any:
    """Each image with the category that most of its annotations are of; None for other JSON."""
    import pyarrow as pa

    try:
        about = json.loads(blob)
        titles = {each["id"]: str(each["name"]) for each in about["categories"]}
        of: dict[Any, Counter[Any]] = {}
        for each in about["annotations"]:
            of.setdefault(each["image_id"], Counter())[each["category_id"]] += 1
        images: list[Mapping[str, Any]] = about["images"]
        likeliest = [
            of[each["id"]].most_common(1)[0][0] if each["id"] in of else None for each in images
        ]
        return pa.table(
            {
                "file_name": [str(each["file_name"]) for each in images],
                "label": [titles.get(each) for each in likeliest],
                "annotations": [
                    of[each["id"]].total() if each["id"] in of else 0 for each in images
                ],
            }
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
