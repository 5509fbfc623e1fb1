"""What a set of points can be saved as, for other programs: one format a file.

Each file states

    TITLE    what people choose
    SUFFIX   what the file's name ends with
    HELP     what opens it, in a sentence
    write(points: Exported, target: Path) -> None

and is listed by itself. Vectors, labels, columns, maps and, where they are asked for, neighbours
are those of `Exported`: all points, or those that somebody selected.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from core import files
from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.exports._exported import Exported
from core.registry import Entry, entries, find

PACKAGE = "core.embeddings.exports"
__all__ = ["Exported", "export", "file_name", "format_called", "formats"]


def formats() -> dict[str, Entry]:
    """Every format, by name."""
    return entries(PACKAGE)


def format_called(name: str) -> Entry:
    """A format by its name; raises UnknownName."""
    return find(PACKAGE, "format", name)


def file_name(embedding_set: EmbeddingSet, name: str, *, part: bool) -> str:
    """What a file of that format is called; of a `part` of the points it says so."""
    suffix = format_called(name).constants["SUFFIX"]
    return f"{embedding_set.name}{'-selection' if part else ''}{suffix}"


def export(
    embedding_set: EmbeddingSet, name: str, target: Path, *, rows: Any = None, neighbours: int = 0
) -> None:
    """Write a file of the format `name`, as a whole or not at all.

    Args:
        embedding_set: whose points.
        name: one of `formats()`.
        target: the file.
        rows: which points, ascending; None for all.
        neighbours: how many nearest others of each point are written beside it.

    Raises:
        UnknownName, EmbeddingSetBroken, BadSource for rows or neighbours that there are not,
        NotWritten.
    """
    write = format_called(name).load().write
    points = Exported.of(embedding_set, rows=rows, neighbours=neighbours)
    files.write(target, partial(write, points), durable=False)
