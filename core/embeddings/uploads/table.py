"""Vectors in a table: a column of lists of numbers, else all numbers together.

Where a column holds lists, or columns are numbered as "vector_0", "vector_1" and so on, other
numbers become columns to colour by.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.embeddings.points import Points
from core.embeddings.uploads.columns import Roles, known_of_table, numbers_of, roles_of
from core.embeddings.uploads.pictures import Opened
from core.embeddings.uploads.rows import inside, spelled
from core.embeddings.uploads.tables import read_schema, read_table
from core.embeddings.uploads.vectors import check_dimension
from core.errors import BadPhoto, BadUpload, DataCorrupt

SPREAD = re.compile(r"(vector|embedding|emb|feature|dim)_?\d+", re.IGNORECASE)
"""What columns are called that hold one number of the vectors each, beside others."""


def look(path: Path, name: str, kind: str, *, label: str | None) -> Roles:
    """What the columns are taken for, from the table's head; raises BadUpload."""
    return roles_of_vectors(read_schema(path, name, kind), name, label)[0]


def read(path: Path, name: str, kind: str, *, label: str | None) -> Points:
    """The vectors float32 [n, d], NaN where a cell is empty, and what the table says of them."""
    return points_of(read_table(path, name, kind), name, label=label)


def points_of(table: Any, name: str, *, label: str | None) -> Points:
    """The same of a table that is read already, with the images that it holds beside them."""
    found = inside(table, name)
    rest = spelled(table) if found is None else found[1].table
    roles, vectors = roles_of_vectors(rest.schema, name, label)
    known = known_of_table(rest, roles, name, without=vectors)
    points = Points(_vectors(rest, roles, vectors, name), known)
    if found is None:
        return points
    images = Opened(found[0], found[0].names)
    if found[0].empty or not _is_image(images):
        return replace(points, known=known.noted("Not every row holds an image: none is shown."))
    return replace(points, images=images)


def _is_image(images: Opened) -> bool:
    """Whether the bytes of the first row are an image's."""
    try:
        return len(images) > 0 and images[0].size > 0
    except (DataCorrupt, BadPhoto):
        return False


def roles_of_vectors(schema: Any, name: str, label: str | None) -> tuple[Roles, tuple[str, ...]]:
    """What each column is taken for, and those that together are the vectors."""
    roles = roles_of(schema, name, label)
    if roles.lists:
        return roles, roles.lists[:1]
    if not roles.numbers:
        raise BadUpload(
            f"{name} holds no vectors: none of its columns ({', '.join(schema.names)[:200]}) holds "
            "numbers or lists of numbers. Give each number of a vector a column, or all one list."
        )
    spread = tuple(each for each in roles.numbers if SPREAD.fullmatch(each))
    if len(spread) > 1:
        rest = tuple(each for each in roles.numbers if each not in spread)
        return replace(roles, numbers=rest), spread
    return replace(roles, numbers=()), roles.numbers


def _vectors(table: Any, roles: Roles, columns: tuple[str, ...], name: str) -> NDArray[np.float32]:
    if roles.lists:
        return _from_lists(table[columns[0]], name)
    check_dimension(len(columns), name)
    vectors = np.empty((table.num_rows, len(columns)), np.float32)
    for i, column in enumerate(columns):
        vectors[:, i] = numbers_of(table[column])
    return vectors


def _from_lists(column: Any, name: str) -> NDArray[np.float32]:
    """Rows of one length; a row that is missing becomes NaN."""
    import pyarrow.compute as pc

    lengths = numbers_of(pc.list_value_length(column))
    known = lengths[~np.isnan(lengths)]
    if not len(known):
        raise BadUpload(f"All vectors of {name} are empty.")
    wide = int(known[0])
    other = np.flatnonzero(~np.isnan(lengths) & (lengths != wide))
    if len(other):
        raise BadUpload(
            f"The vectors of {name} are of different lengths: row {other[0] + 1} has "
            f"{int(lengths[other[0]])} numbers and the first one {wide}. Give all the same."
        )
    check_dimension(wide, name)
    vectors = np.full((len(lengths), wide), np.nan, np.float32)
    vectors[~np.isnan(lengths)] = numbers_of(pc.list_flatten(column)).reshape(-1, wide)
    return vectors
