"""A FAISS index of the vectors, exact by Euclidean distance, that answers with the points' ids.

Source: Johnson, Douze, Jégou (2019), "Billion-scale similarity search with GPUs"
(https://arxiv.org/abs/1702.08734).
"""

from __future__ import annotations

from pathlib import Path

from core.embeddings.exports._exported import Exported

TITLE = "FAISS index"
SUFFIX = ".faiss"
HELP = (
    "For faiss.read_index: exact search by Euclidean distance. Its ids are those of the tables; "
    "save one too, for names and classes."
)


def write(points: Exported, target: Path) -> None:
    """Write the index; raises EmbeddingSetBroken, OSError."""
    import faiss

    index = faiss.IndexIDMap2(faiss.IndexFlatL2(int(points.about["dimension"])))
    for part in points.parts():
        index.add_with_ids(points.vectors(part), points.rows[part])
    target.write_bytes(faiss.serialize_index(index).tobytes())
