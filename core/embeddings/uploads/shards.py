"""Parquet shards packed together, as a data set of Hugging Face is downloaded, read as one table.

Source: Hugging Face, "datasets" documentation, "Structure your repository": the names of the files
or of their folders say which split they hold.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from core.data.encoded import SUFFIXES
from core.data.split_names import TITLES, are_splits, split_of
from core.embeddings.uploads.archive import Tree
from core.embeddings.uploads.beside import spread_table
from core.embeddings.uploads.tables import MOST_BYTES
from core.errors import BadUpload


def shards_in(tree: Tree) -> list[str]:
    """The paths of the shards; none where the tree holds images in files of their own."""
    names = [each for each in tree.names if "/." not in f"/{each}" and "__MACOSX/" not in each]
    if any(each.lower().endswith(SUFFIXES) for each in names):
        return []
    return [each for each in names if each.lower().endswith(".parquet")]


def read_shards(tree: Tree, names: list[str]) -> Any:
    """All rows as one `pyarrow.Table`, with a column of splits where the files are named so.

    Raises BadUpload where one is damaged, where their columns differ, or where they are too large.
    """
    import pyarrow as pa

    tables, size = list[Any](), 0
    for name in names:
        tables.append(spread_table(tree.read(name), name, "parquet"))
        size += tables[-1].nbytes
        if size > MOST_BYTES:
            raise BadUpload(
                f"The tables in {tree.name} unpack to more than {MOST_BYTES >> 30} GB. Use a "
                "sample of them."
            )
    splits = [_split(name) for name in names]
    if are_splits(set(splits)) and not any(c.lower() in TITLES for c in tables[0].column_names):
        tables = [
            table.append_column("split", pa.array([split] * table.num_rows, pa.string()))
            for table, split in zip(tables, splits, strict=True)
        ]
    try:
        return pa.concat_tables(tables, promote_options="permissive")
    except pa.ArrowException as error:
        raise BadUpload(
            f"The tables in {tree.name} have different columns ({error}). Pack those of one data "
            "set alone."
        ) from error


def _split(name: str) -> str:
    """By "train-00000-of-00002.parquet", or by the folder "train/0000.parquet"."""
    path = PurePosixPath(name)
    stem = path.stem.split("-")[0].split(".")[0]
    return split_of(stem) or split_of(path.parent.name)
