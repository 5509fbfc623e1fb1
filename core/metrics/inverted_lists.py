"""An index of vectors: each lies in the list of its nearest centre, and few lists are searched.

A search compares the query with the members of the `probes` lists whose centres are nearest to it:
what lies in others is missed, so more probes find more and take longer. The lists are plain arrays
that may be mapped from files, and are searched by numpy alone; only making them needs faiss.

Source: Sivic, Zisserman (2003), Video Google; Jégou, Douze, Schmid (2011), Product quantization for
nearest neighbor search, section IV (the inverted file).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROUNDS = 8
"""Rounds of k-means,"""
EACH = 64
"""over so many points a list."""
SPARE = 16
"""More candidates than are wanted, whose distances are then computed by subtraction."""
BLOCK = 16_384
"""Points put into lists at a time."""

At = Callable[[float], object]


@dataclass(frozen=True)
class InvertedLists:
    """`count` lists of n vectors in d dimensions."""

    centres: NDArray[np.float32]
    """float32 [count, d]"""
    starts: NDArray[np.int64]
    """int64 [count + 1]: where each list begins in the following, and where the last ends"""
    rows: NDArray[np.int32]
    """int32 [n]: which vector each member is, those of the first list first"""
    vectors: NDArray[np.float32]
    """float32 [n, d], in the order of `rows`"""
    squares: NDArray[np.float32]
    """float32 [n]: their squared lengths"""

    def nearest(
        self, query: NDArray[np.floating], *, k: int, probes: int, without: int = -1
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The nearest vectors in the `probes` lists nearest to the query [d].

        Args:
            query: finite [d].
            k: how many at most; fewer where these lists hold fewer.
            probes: from 1 to the number of lists, which finds the true ones.
            without: a vector that is left out, the query itself.

        Returns:
            Indices int64 [k], nearest first, and distances float32 [k].
        """
        asked = np.asarray(query, np.float32)
        spans = [
            np.arange(self.starts[i], self.starts[i + 1])
            for i in self._nearest_lists(asked, probes)
        ]
        # One product a list, straight from the mapped file: nothing is copied.
        squared = np.concatenate([self._away(span, asked) for span in spans if len(span)])
        members = np.concatenate(spans)
        kept = min(k + 1 + SPARE, len(members))
        close = members[np.argpartition(squared, kept - 1)[:kept]]
        rows = self.rows[close].astype(np.int64)
        close, rows = close[rows != without], rows[rows != without]
        moved = self.vectors[close] - asked
        exact = np.einsum("ij,ij->i", moved, moved)
        order = np.lexsort((rows, exact))[:k]
        return rows[order], np.sqrt(exact[order])

    def _away(self, span: NDArray[np.int64], asked: NDArray[np.float32]) -> NDArray[np.float32]:
        """Squared distances but for a constant: float32 [len(span)]."""
        part = slice(span[0], span[-1] + 1)
        away: NDArray[np.float32] = self.squares[part] - self.vectors[part] @ (2 * asked)
        return away

    def _nearest_lists(self, asked: NDArray[np.float32], probes: int) -> NDArray[np.int64]:
        away = self.centres - asked
        squared = np.einsum("ij,ij->i", away, away)
        found: NDArray[np.int64] = np.argpartition(squared, probes - 1)[:probes]
        return found


def make_centres(
    vectors: NDArray[np.floating], count: int, *, seed: int = 0, at: At = lambda _: None
) -> NDArray[np.float32]:
    """Centres float32 [count, d] by k-means over a sample of finite vectors [n, d], n >= count.

    `at` is told the share that is done after each round.
    """
    import faiss

    random = np.random.default_rng(seed)
    chosen = np.arange(len(vectors))
    if len(vectors) > EACH * count:
        chosen = np.sort(random.choice(len(vectors), EACH * count, replace=False))
    table = np.ascontiguousarray(vectors[chosen], np.float32)
    centres: Any = table[random.choice(len(table), count, replace=False)]
    way = {"niter": 1, "seed": seed, "min_points_per_centroid": 1}
    for number in range(ROUNDS):  # one by one: faiss cannot be stopped amid them
        rounds = faiss.Kmeans(table.shape[1], count, max_points_per_centroid=2 * EACH, **way)
        rounds.train(table, init_centroids=centres)
        centres = rounds.centroids
        at((number + 1) / ROUNDS)
    return np.asarray(centres, np.float32)


def assigned(
    vectors: NDArray[np.floating], centres: NDArray[np.float32], *, at: At = lambda _: None
) -> NDArray[np.int32]:
    """The nearest centre of each vector: int32 [n]."""
    found = np.empty(len(vectors), np.int32)
    half = np.einsum("ij,ij->i", centres, centres) / 2
    for start in range(0, len(vectors), BLOCK):
        block = np.asarray(vectors[start : start + BLOCK], np.float32)
        found[start : start + BLOCK] = (block @ centres.T - half).argmax(axis=1)
        at(min(1.0, (start + BLOCK) / len(vectors)))
    return found
