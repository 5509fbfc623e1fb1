"""Orders of nine tiles that differ in as many places as possible.

Two orders that share most places look almost alike, and a net that mixes them up learns little. A
set in which every two differ in at least d places has at most 9! / (d - 1)! members; these groups
of permutations reach d = 9 with 9, d = 8 with 72, d = 7 with 504 members (as many as there can be)
and d = 6 with 1,512.

Source: Noroozi and Favaro 2016, section 3.2 (a set is to have a large Hamming distance); Frankl and
Deza, On the Maximum Number of Permutations with Given Maximal or Minimal Distance, Journal of
Combinatorial Theory A 22, 1977 (sharply transitive groups are such sets)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.errors import BadRecipe

TILES = 9
MOST = 1512
Order = tuple[int, ...]

# Tiles as elements of the field with 9: 3 a + b stands for a + b i with i * i = -1.
TURN = (3, 4, 5, 6, 7, 8, 0, 1, 2)
STEP = (1, 2, 0, 4, 5, 3, 7, 8, 6)
SCALE_9 = (0, 4, 8, 5, 6, 1, 7, 2, 3)
"""x + i, x + 1, and x times 1 + i, whose powers are all elements but 0."""
# Tiles as points of a line over the field with 8 (bits of a polynomial, x^3 = x + 1) and infinity.
FLIP = (1, 0, 3, 2, 5, 4, 7, 6, 8)
SCALE_8 = (0, 2, 4, 6, 3, 1, 7, 5, 8)
INVERT = (8, 1, 5, 6, 7, 2, 3, 4, 0)
SQUARE = (0, 1, 4, 5, 6, 7, 2, 3, 8)
"""x + 1, 2 x, 1 / x and x * x."""

GROUPS: tuple[tuple[int, tuple[Order, ...]], ...] = (
    (9, (TURN, STEP)),
    (72, (TURN, STEP, SCALE_9)),
    (504, (FLIP, SCALE_8, INVERT)),
    (MOST, (FLIP, SCALE_8, INVERT, SQUARE)),
)


def permutation_set(count: int) -> NDArray[np.int64]:
    """`count` orders of nine tiles, the first of them the solved one: int64 [count, 9].

    Row p says which tile lies in each place: place k shows tile p[k]. The same set for the same
    count. Raises BadRecipe for fewer than 2 or more than 1,512.
    """
    if not 2 <= count <= MOST:
        raise BadRecipe(f"A set of permutations has 2 to {MOST:,} members, not {count}.")
    size, generators = next(group for group in GROUPS if group[0] >= count)
    every = _closure(generators)
    chosen = np.random.default_rng(size).permutation(size - 1)[: count - 1] + 1
    result: NDArray[np.int64] = every[np.concatenate([[0], np.sort(chosen)])]
    return result


def distances(orders: NDArray[np.int64]) -> NDArray[np.int64]:
    """In how many places each two of int64 [n, 9] differ: int64 [n, n]."""
    apart = [(orders != order).sum(1) for order in orders]
    return np.stack(apart).astype(np.int64)


@lru_cache
def _closure(generators: Sequence[Order]) -> NDArray[np.int64]:
    """All products of the generators, in lexicographic order: the identity is the first."""
    found = edge = {tuple(range(TILES))}
    while edge:
        made = {tuple(order[place] for place in step) for order in edge for step in generators}
        edge = made - found
        found = found | edge
    return np.array(sorted(found), np.int64)
