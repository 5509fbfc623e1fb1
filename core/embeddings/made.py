"""The embedding sets that somebody made: all but what is simply a run's own test embedding."""

from __future__ import annotations

from typing import Any

from core.embeddings.embedding_set import EmbeddingSet, embedding_sets
from core.embeddings.sources._stored import source_of
from core.errors import EmbeddingSetBroken, EmbedscopeError
from core.runs.find import find_run


def made_sets() -> dict[str, EmbeddingSet]:
    """By name, newest first; what cannot be read is left out."""
    found = {}
    for embedding_set in embedding_sets():
        try:
            source = embedding_set.about()["source"]
        except EmbeddingSetBroken:
            continue
        if not _is_stored(source):
            found[embedding_set.name] = embedding_set
    return found


def _is_stored(source: dict[str, Any]) -> bool:
    """Whether it is what `core.embeddings.sources.stored` copies of a run that is there."""
    if source.get("kind") != "run" or source.get("split") != "test" or source.get("data"):
        return False
    try:
        return source == {"kind": "run", **source_of(find_run(source["run"]))}
    except EmbedscopeError:  # the run was deleted since: its output was simply what it kept
        return source.get("layer") == "output"
