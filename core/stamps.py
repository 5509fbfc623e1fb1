"""When files were last written: what was computed from them holds for as long as this stays."""

from __future__ import annotations

import os

Stamp = tuple[str, int, int]
"""A path, when it was last written, and its size."""


def stamps(folder: str, *within: str) -> tuple[Stamp, ...]:
    """Of all that lies in a folder, and in some of its own folders; quick, and raises nothing."""
    found: list[Stamp] = []
    for place in (folder, *(f"{folder}/{name}" for name in within)):
        try:
            with os.scandir(place) as entries:
                found += [(each.path, *stamp(each)) for each in entries]
        except OSError as error:
            found.append((place, error.errno or 0, -1))
    return tuple(sorted(found))


def stamp(entry: os.DirEntry[str]) -> tuple[int, int]:
    """When an entry of a folder was last written, and its size."""
    try:
        known = entry.stat()
    except OSError:  # a link to nowhere
        return 0, -1
    return known.st_mtime_ns, known.st_size
