"""How far to trust a cloud's maps, and what nearest neighbours would call each of its points."""

from __future__ import annotations

from core.inference.wire import Named


def answer(*, cloud: str) -> Named:
    """Nothing: what was found stands in the cloud's folder. Raises CloudBroken, UnknownName."""
    from core.embeddings.embedding_set import find_cloud
    from core.embeddings.maps import measure
    from core.embeddings.predictions import add_predictions

    found = find_cloud(cloud)
    add_predictions(found)
    for each in found.maps().values():
        measure(found, each)
    return {}
