"""How good a set's vectors are for retrieval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.inference.wire import Named

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def answer(
    *,
    embedding_set: str,
    same: str,
    by: str,
    most: int,
    seed: int = 0,
    only: NDArray[np.int64] | None = None,
) -> Named:
    """`figures` (core.metrics.retrieval.Interval by name) and `of_points` (Metric by name, as
    core.metrics.embedding has them); of each query
    `queries`, `nearest`, `average_precision`, `right` (which of the nearest are); `times` of each
    point; and of each class `of_queries`, `of_recall`, `of_map`. Raises BadPairs,
    EmbeddingSetBroken, UnknownName, EmbedscopeError where there is nothing to find.
    """
    from dataclasses import asdict

    from core.embeddings.embedding_set import find_embedding_set
    from core.embeddings.likeness import COSINE
    from core.embeddings.shows import shown
    from core.metrics.embedding import judged, plain_figures
    from core.metrics.retrieval import of_classes

    points = find_embedding_set(embedding_set)
    labels = shown(points, same)
    vectors = points.vectors()
    told = judged(vectors, labels, cosine=by == COSINE, most=most, seed=seed, only=only)
    found, plain = told.found, plain_figures(vectors, labels, seed=seed)
    each = of_classes(found, labels, classes=len(points.classes_of(same)))
    return {
        "figures": {name: asdict(one) for name, one in told.of_queries.items()},
        "of_points": {name: asdict(one) for name, one in (told.of_points | plain).items()},
        "queries": found.queries,
        "nearest": found.nearest,
        "right": labels[found.nearest] == labels[found.queries][:, None],
        "average_precision": found.average_precision,
        "times": found.times,
        "of_queries": each["queries"],
        "of_recall": each["recall@1"],
        "of_map": each["map@r"],
    }
