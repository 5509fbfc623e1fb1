"""What a table says of its rows: their classes, names, splits, and columns to colour by.

The same for a table of vectors, a file of labels, a projector's metadata, the arrays of a `.npz`
and the table beside somebody's images. Texts of few different values are classes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.data.split_names import TITLES, WORDS, are_splits, split_of
from core.embeddings.embedding_set import Column
from core.embeddings.points import Known, as_classes
from core.embeddings.uploads.dialect import HEADINGS, NAMES
from core.errors import BadUpload

FEW = 200
"""Texts of at most so many different values are classes without being told."""
MOST_CLASSES = 32_767
MOST_COLUMNS = 40
"""Columns to colour by; further ones are left out."""
TAKEN = ("predicted", "correct", "confidence", "id", "name", "class", "vector")
"""Columns that are ours: in `predictions.py` and in `export.py`."""
SPLIT = "split"
Given = tuple[Column, NDArray[Any]]


@dataclass(frozen=True)
class Roles:
    """The names of a table's columns, by what they are taken for."""

    lists: tuple[str, ...]
    """Of lists of numbers: a vector a row."""
    label: str | None
    name: str | None
    numbers: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def choices(self) -> list[str]:
        """The columns that could be the classes."""
        found = (self.label, *self.texts, *self.numbers, self.name)
        return list(dict.fromkeys(each for each in found if each is not None))


def roles_of(schema: Any, name: str, label: str | None) -> Roles:
    """What the columns are taken for, by their names and types; raises BadUpload."""
    import pyarrow.types as kinds

    if label is not None and label not in schema.names:
        raise BadUpload(f"{name} has no column {label!r}. It has: {', '.join(schema.names)}.")
    lists = [f.name for f in schema if is_list(f.type) and is_numeric(f.type.value_type)]
    numbers = [f.name for f in schema if is_numeric(f.type)]
    texts = [f.name for f in schema if _is_text(f.type) or kinds.is_temporal(f.type)]
    flat = [*numbers, *texts]
    chosen = label or next((each for each in flat if each.lower() in HEADINGS), None)
    unnamed = ("", "unnamed: 0")  # pandas' index
    named = next((n for n in flat if n.lower() in (*NAMES, *unnamed) and n != chosen), None)
    return Roles(
        tuple(lists),
        chosen,
        named,
        tuple(column for column in numbers if column not in (chosen, named)),
        tuple(column for column in texts if column not in (chosen, named)),
    )


def known_of_table(
    table: Any,
    roles: Roles,
    name: str,
    *,
    without: Collection[str] = (),
    keep: str | None = None,
    split_by: str | None = None,
) -> Known:
    """What the columns say, but for those `without`; a note names the ones that say nothing, of
    which `keep` is none, however many values it has. `split_by` is the column of the splits where
    its name does not tell. Raises BadUpload.
    """
    split = _split(table, roles) if split_by is None else _asked_split(table, split_by, name)
    labels, classes, label = _labels(table, roles, name, without={*without, *split[1]})
    named = roles.name or _naming(table, roles, {label, *split[1]})
    cells = table[named].to_pylist() if named else ()
    names = tuple("" if value is None else str(value) for value in cells)
    used = {*without, *split[1], roles.label, named}
    columns, left = _columns(table, roles, used, keep)
    left_out = f"These columns are left out: {', '.join(left)}." if left else ""
    return Known(labels, classes, names, (*split[0], *columns)).noted(left_out)


def check_classes(count: int, name: str) -> None:
    """Raises BadUpload where there are more classes than can be told apart."""
    if count > MOST_CLASSES:
        raise BadUpload(
            f"{name} holds {count:,} different labels; at most {MOST_CLASSES:,} are allowed. "
            "Are they names or numbers rather than classes?"
        )


def split_column(words: list[Any]) -> Given:
    """The column that says which part of a data set each row belongs to; -1 where nothing does."""
    ours = [split_of(word) for word in words]
    classes = tuple(split for split in WORDS if split in ours)
    values = np.array([classes.index(each) if each else -1 for each in ours], np.int64)
    return Column(SPLIT, "class", SPLIT, classes), values


def numbers_of(column: Any) -> NDArray[np.float32]:
    """A column of numbers, NaN where a cell is empty."""
    chunks = column.chunks if hasattr(column, "chunks") else [column]
    parts = [chunk.cast("float64").to_numpy(zero_copy_only=False) for chunk in chunks]
    with np.errstate(over="ignore"):
        return np.concatenate([*parts, np.empty(0)]).astype(np.float32)


def is_list(kind: Any) -> bool:
    """Whether a cell of that type is a list."""
    import pyarrow.types as kinds

    lists = (kinds.is_list, kinds.is_large_list, kinds.is_fixed_size_list)
    return any(is_one(kind) for is_one in lists)


def is_numeric(kind: Any) -> bool:
    """Whether it is a number."""
    import pyarrow.types as kinds

    return bool(kinds.is_integer(kind) or kinds.is_floating(kind) or kinds.is_decimal(kind))


def _is_text(kind: Any) -> bool:
    import pyarrow.types as kinds

    texts = (kinds.is_string, kinds.is_large_string, kinds.is_boolean, kinds.is_dictionary)
    return any(is_one(kind) for is_one in texts)


def _split(table: Any, roles: Roles) -> tuple[tuple[Given, ...], tuple[str, ...]]:
    """The column of splits and what it was called, where there is one."""
    for title in roles.texts:
        if title.lower() in TITLES:
            words = table[title].to_pylist()
            if are_splits({word for word in words if word is not None}):
                return (split_column([word or "" for word in words]),), (title,)
    return (), ()


def _asked_split(table: Any, title: str, name: str) -> tuple[tuple[Given, ...], tuple[str, ...]]:
    """The column that somebody chose; raises BadUpload where it names no parts."""
    if title not in table.column_names:
        raise BadUpload(f"{name} has no column {title!r}. It has: {', '.join(table.column_names)}.")
    words = table[title].to_pylist()
    said = {word for word in words if word is not None}
    if not are_splits(said):
        some = ", ".join(sorted(map(str, said))[:5]) or "nothing"
        raise BadUpload(
            f"The column {title!r} of {name} says {some}, which names no parts of a data set. "
            "Write train, validation and test into it, or choose no column: test images are then "
            "drawn here."
        )
    return (split_column([word or "" for word in words]),), (title,)


def _labels(
    table: Any, roles: Roles, name: str, *, without: Collection[str]
) -> tuple[NDArray[np.int64], tuple[str, ...], str | None]:
    """By the column that is called so; else by the first text of few different values."""
    if roles.label is not None:
        labels, classes = _classed(table[roles.label])
        check_classes(len(classes), f"The column {roles.label!r} of {name}")
        return labels, classes, roles.label
    for title in roles.texts:
        labels, classes = _classed(table[title])
        if title not in without and _few(labels, classes):
            return labels, classes, title
    return np.full(table.num_rows, -1, np.int64), (), None


def _naming(table: Any, roles: Roles, without: Collection[str | None]) -> str | None:
    """The first text that is different in every row, where no column is called a name."""
    for title in roles.texts:
        labels, classes = _classed(table[title])
        if title not in without and len(classes) == len(labels) > 1:
            return title
    return None


def _columns(
    table: Any, roles: Roles, without: Collection[str | None], keep: str | None
) -> tuple[tuple[Given, ...], list[str]]:
    """What can be coloured by, and the names of the columns that cannot."""
    found: list[Given] = []
    used = {*roles.lists[:1], *without}
    for title in (each for each in (*roles.texts, *roles.numbers) if each not in without):
        if len(found) == MOST_COLUMNS:
            break
        taken = [*TAKEN, SPLIT, *(column.name for column, _ in found)]
        slug = files.readable_name(title, most=40, other="column", taken=taken)
        if title in roles.numbers:
            found.append((Column(slug, "number", title), numbers_of(table[title])))
            used.add(title)
            continue
        labels, classes = _classed(table[title])
        if title == keep or _few(labels, classes):
            found.append((Column(slug, "class", title, classes), labels))
            used.add(title)
    return tuple(found), [title for title in table.column_names if title not in used]


def _classed(column: Any) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """The same as `as_classes`, each different value looked at once."""
    whole = column.combine_chunks()
    encoded = whole if hasattr(whole, "dictionary") else whole.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    labels, classes = as_classes(encoded.dictionary.to_pylist())
    return np.append(labels, -1)[codes], classes


def _few(labels: NDArray[np.int64], classes: tuple[str, ...]) -> bool:
    return 0 < len(classes) <= FEW and len(classes) < max(len(labels), 2)
