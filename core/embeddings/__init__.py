"""What a map shows: vectors with classes, columns and pictures; and their projections."""

from core.embeddings.embedding_set import (
    Column,
    EmbeddingSet,
    Map,
    Sheets,
    embedding_sets,
    find_embedding_set,
)
from core.embeddings.writer import EmbeddingSetWriter, set_name, write_map

__all__ = [
    "Column",
    "EmbeddingSet",
    "EmbeddingSetWriter",
    "Map",
    "Sheets",
    "embedding_sets",
    "find_embedding_set",
    "set_name",
    "write_map",
]
