"""How far to trust a set's maps, and what nearest neighbours would call each of its points."""

from __future__ import annotations

from core.inference.wire import Named


def answer(*, embedding_set: str) -> Named:
    """What is found goes into the set's folder. Raises EmbeddingSetBroken, UnknownName."""
    from core.embeddings.embedding_set import find_embedding_set
    from core.embeddings.maps import measure
    from core.embeddings.predictions import add_predictions

    found = find_embedding_set(embedding_set)
    add_predictions(found)
    for each in found.maps().values():
        measure(found, each)
    return {}
