"""Data sets, one file each: a new file here appears in the catalogue by itself.

A file's docstring explains the data set and names its source. At its top it may write:
`TITLE`, `LICENCE`, `CLASSES` (where the files name none; else `CLASS_COUNT`, how many they name),
`SIZES` (images of each published split), `GET` (which entries of `core.data.fetch.ways` are tried,
with what), `BY_HAND` (how to get it where nothing can fetch it) and, always, `LAYOUTS`: the readers
that know it, in order.
"""

from __future__ import annotations


def unlisted(name: str) -> bool:
    """Whether it is somebody's own data set, or a repaired version, which no list names: whoever
    knows it may use it.
    """
    from core.data import own, versions

    return own.entry(name) is not None or versions.find_version(name) is not None
