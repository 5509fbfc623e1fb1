"""Builds an embedding set aside and moves it into place whole: nobody ever sees half of one."""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core import files
from core.access.owner import sign
from core.embeddings.check import embedding_set_problem
from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.writer import EmbeddingSetWriter
from core.errors import Stopped
from core.paths import embedding_sets_folder

PARTS = ".parts"
OLD = 24 * 3600
"""Seconds after which a part belongs to nobody: its process was killed."""


@dataclass(frozen=True)
class Work:
    """How far it is, told; and whether to go on, asked."""

    watch: Callable[[float, str], None]
    stop: Callable[[], bool]

    def at(self, share: float, message: str) -> None:
        """Tell the share that is done; raises Stopped."""
        if self.stop():
            raise Stopped
        self.watch(share, message)


def built(name: str, fill: Callable[[EmbeddingSetWriter], EmbeddingSet]) -> EmbeddingSet:
    """The embedding set called `name`: the one that is there, else what `fill` writes."""
    place = embedding_sets_folder() / name
    if _whole(place):
        return EmbeddingSet(place)
    _sweep()
    writer = EmbeddingSetWriter(f"{PARTS}/{name}-{uuid.uuid4().hex[:8]}")
    try:
        fill(writer)
        sign(writer.folder)
        _move(writer.folder, place)
    finally:
        shutil.rmtree(writer.folder, ignore_errors=True)
    return EmbeddingSet(place)


def _move(part: Path, place: Path) -> None:
    try:
        part.rename(place)
    except OSError:
        if _whole(place):  # another process was quicker
            return
        shutil.rmtree(place)
        part.rename(place)


def _whole(place: Path) -> bool:
    return files.is_there(place / "cloud.json") and embedding_set_problem(place) is None


def _sweep() -> None:
    """Remove what killed processes left behind."""
    parts = embedding_sets_folder() / PARTS
    for part in os.scandir(parts) if parts.is_dir() else ():
        if time.time() - part.stat().st_mtime > OLD:
            shutil.rmtree(part.path, ignore_errors=True)
