"""Every point's nearest others, as t-SNE and UMAP start from: exact, or approximate where many.

Source: Johnson, Douze, Jégou (2019), Billion-scale similarity search with GPUs (faiss; here its
inverted lists, on the processor).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.metrics.neighbours import neighbours_within
from embedscope.drawing.pca import principal_axes

EXACT = 20_000
"""Up to here all points are compared with all."""
WIDE, REDUCED = 128, 50
"""Vectors of more than `WIDE` dimensions are reduced to `REDUCED` principal axes first."""
PROBED = 12
"""Lists searched for each point, of sqrt(n)."""


@dataclass(frozen=True)
class Axes:
    """The principal axes along which vectors are looked at."""

    centre: NDArray[np.float32]
    axes: NDArray[np.float32] | None
    """float32 [d, REDUCED]; None where vectors are narrow enough as they are."""

    @classmethod
    def of(cls, vectors: NDArray[np.float32]) -> Axes:
        """Those of the vectors [n, d]."""
        if vectors.shape[1] <= WIDE:
            return cls(vectors.mean(axis=0, dtype=np.float64).astype(np.float32), None)
        axes, centre = principal_axes(vectors, REDUCED)
        return cls(centre, axes)

    def along(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """The vectors [m, d], centred, along the axes: float32 [m, <= WIDE]."""
        moved: NDArray[np.float32] = vectors - self.centre
        return moved if self.axes is None else np.asarray(moved @ self.axes, np.float32)


def reduced(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Wide vectors along their first principal axes; others as they are. float32 [n, <= 128].

    Source: van der Maaten, Hinton (2008), Visualizing data using t-SNE, section 4.2.
    """
    return Axes.of(vectors).along(vectors) if vectors.shape[1] > WIDE else vectors


def nearest(
    vectors: NDArray[np.float32], *, k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The k nearest other points of each, nearest first, the same at every call.

    Args:
        vectors: finite float32 [n, d].
        k: at most n - 1.

    Returns:
        Indices int64 [n, k] and distances float32 [n, k].
    """
    if len(vectors) <= EXACT:
        return neighbours_within(vectors, k=k)
    moved = np.ascontiguousarray(vectors - vectors.mean(axis=0, dtype=np.float64), np.float32)
    found, squared = search(searchable(moved), moved, k=k + 1)
    if (found < 0).any():  # among many copies the lists searched may hold too few
        return neighbours_within(vectors, k=k)
    own = found == np.arange(len(vectors))[:, None]
    own[~own.any(axis=1), -1] = True
    kept = found[~own].reshape(-1, k)
    return kept, np.sqrt(np.maximum(squared[~own].reshape(-1, k), 0))


def searchable(vectors: NDArray[np.float32]) -> Any:
    """A faiss index over float32 [n, d], which lie about the origin."""
    import faiss

    count, wide = vectors.shape
    lists = int(np.sqrt(count))
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(wide), wide, lists)
    index.train(vectors)
    index.add(vectors)
    index.nprobe = min(PROBED, lists)
    return index


def search(
    index: Any, queries: NDArray[np.float32], *, k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Indices int64 [m, k], nearest first, -1 where too few were met; squared distances [m, k]."""
    squared, found = index.search(queries, k)
    return found, squared
