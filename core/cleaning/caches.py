"""The one rule for all that is kept only to be quicker, or until somebody takes it.

A file goes when nobody has used it for so many days; then, while a cache is larger than it may be,
the one that was used longest ago. What goes is computed or brought again when it is wanted.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from core import files
from core.embeddings.embedding_set import embedding_sets
from core.paths import embedding_sets_folder, encoders_folder, features_folder, own_folder

DAY = 24 * 3600.0
GIGABYTE = 10**9
LIMIT = "EMBEDSCOPE_CACHE_GB"
"""The environment variable that says how large the cache of vectors and thumbnails may be."""
USUAL = 20.0


@dataclass(frozen=True)
class Cache:
    """A folder of files of which any may go."""

    title: str
    folder: Path
    days: float
    """Since the last use, after which a file goes;"""
    most: float = float("inf")
    """and bytes that all may have."""
    named: Callable[[], Iterable[Path]] = tuple
    """Files that something still names, and that stay."""


@dataclass(frozen=True)
class Spent:
    """A file that goes."""

    path: Path
    bytes: int


def caches() -> tuple[Cache, ...]:
    """Every cache of this machine, where the environment has moved it."""
    sets = embedding_sets_folder()
    return (
        Cache("vectors and thumbnails by content", features_folder(), 90, _most()),
        Cache("uploads that no job took", own_folder() / "uploads", 1),
        Cache("encoders that nobody kept", encoders_folder() / ".uploads", 1),
        Cache("files of maps that are gone", sets / "uploads", 1, named=_of_sets),
        Cache("lists of pairs", sets / "lists", 365, 0.2 * GIGABYTE),
    )


def spent(cache: Cache, *, now: float | None = None) -> list[Spent]:
    """The files of a cache that go, the one used longest ago first."""
    kept = {path.resolve() for path in cache.named()}
    known = [(each, path) for path, each in _files(cache.folder) if path.resolve() not in kept]
    known.sort(key=lambda one: _used(one[0]))
    whole = sum(each.st_size for each, _ in known)
    until = (time.time() if now is None else now) - cache.days * DAY
    found = []
    for each, path in known:
        if _used(each) >= until and whole <= cache.most:
            break
        found.append(Spent(path, each.st_size))
        whole -= each.st_size
    return found


def sweep(cache: Cache) -> int:
    """Remove what goes, and folders that are empty then; the bytes that are free now."""
    free = 0
    for each in spent(cache):
        try:
            each.path.unlink()
        except OSError:  # another process was faster
            continue
        free += each.bytes
        _remove_empty(each.path.parent, cache.folder)
    return free


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_relative_to(root):
        try:
            folder.rmdir()
        except OSError:  # it holds something
            return
        folder = folder.parent


def _files(folder: Path) -> list[tuple[Path, os.stat_result]]:
    found = []
    for path in files.files_below(folder) if folder.is_dir() else ():
        try:
            found.append((path, path.stat()))
        except OSError:  # gone since
            continue
    return found


def _used(about: os.stat_result) -> float:
    """When a file was last written or read, as far as the disk notes reading."""
    return max(about.st_mtime, about.st_atime)


def _most() -> float:
    try:
        return float(os.environ.get(LIMIT, USUAL)) * GIGABYTE
    except ValueError:
        return USUAL * GIGABYTE


def _of_sets() -> list[Path]:
    sources = [each.about()["source"] for each in embedding_sets()]
    return [Path(s[key]) for s in sources for key in ("file", "labels_file") if s.get(key)]
