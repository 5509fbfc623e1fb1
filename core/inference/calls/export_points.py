"""Points as a file of one of the formats of core.embeddings.exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.inference.wire import Named

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def answer(
    *, embedding_set: str, form: str, neighbours: int = 0, rows: NDArray[np.int64] | None = None
) -> Named:
    """`path`, a file for the asker to read and remove: a large one need not travel.

    Raises UnknownName, EmbeddingSetBroken, BadSource, NotWritten.
    """
    import tempfile
    from pathlib import Path

    from core.embeddings.embedding_set import find_embedding_set
    from core.embeddings.exports import export

    place = Path(tempfile.mkdtemp(prefix="embedscope-export-")) / "points"
    try:
        points = find_embedding_set(embedding_set)
        export(points, form, place, rows=rows, neighbours=neighbours)
    except BaseException:
        place.parent.rmdir()
        raise
    return {"path": str(place)}
