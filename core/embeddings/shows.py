"""What says of two points of a set whether they show the same: its classes, or a column of some."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.embeddings.embedding_set import CLUSTER, GROUPED, EmbeddingSet
from core.errors import BadPairs

CLASS = "class"
"""Not a column of a set, but its classes."""
FOUND = ("predicted", "correct", CLUSTER, GROUPED)
"""Columns that were computed of the vectors: nothing they say was known of a picture."""


def columns_of(embedding_set: EmbeddingSet) -> dict[str, str]:
    """Titles of what can tell whether two points show the same, by name."""
    kinds = {
        column.name: column.title
        for column in embedding_set.columns()
        if column.kind == "class" and column.name not in FOUND
    }
    return ({CLASS: "class"} if embedding_set.about()["classes"] else {}) | kinds


def shown(embedding_set: EmbeddingSet, column: str) -> NDArray[np.integer]:
    """What each point shows by a column, int [n]; -1 where that is not known. Raises BadPairs where
    there is no such column.
    """
    known = columns_of(embedding_set)
    if column not in known:
        has = f"It has: {', '.join(known)}." if known else "It has none."
        raise BadPairs(f"These points have no classes called {column!r}. {has}")
    return embedding_set.labels() if column == CLASS else embedding_set.column(column)
