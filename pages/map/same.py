"""Embedding sets of the same images in the same order: their maps can be laid side by side."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.embeddings import EmbeddingSet, embedding_sets
from core.errors import EmbeddingSetBroken, EmbedscopeError
from core.runs.find import find_run


def same_points(embedding_set: EmbeddingSet) -> list[EmbeddingSet]:
    """The embedding set itself, then the others: as many points, of the same images and classes."""
    about, labels = embedding_set.about(), embedding_set.labels()
    found = [embedding_set]
    for other in embedding_sets():
        try:
            theirs = other.about()
            alike = other != embedding_set and theirs["count"] == about["count"]
            if alike and _same(theirs, about) and np.array_equal(other.labels(), labels):
                found.append(other)
        except EmbeddingSetBroken:
            continue
    return found


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two embedding sets of as many points show the same images in the same order."""
    if _images(one) != _images(other):
        return False
    drawn = [
        tuple(about["source"].get(key) for key in ("sample", "seed")) for about in (one, other)
    ]
    whole = any(sample is None for sample, _ in drawn)  # then as many are all of them
    return whole or drawn[0] == drawn[1]


def _images(about: dict[str, Any]) -> tuple[Any, ...]:
    """Of which images an embedding set shows all or a sample."""
    source = about["source"]
    data = source.get("data")
    if source.get("kind") == "run" and data is None:
        try:
            data = find_run(source["run"]).data().name or None
        except EmbedscopeError:  # the run was deleted since
            data = source["run"]
    return data, source.get("split"), source.get("name")
