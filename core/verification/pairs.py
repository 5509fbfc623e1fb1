"""Pairs of pictures, and whether both show the same: all there are, a fair sample, or a list."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import BadPairs

MOST = 1_000_000
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """n pairs of rows of a set."""

    left: Rows
    """int64 [n]"""
    right: Rows
    """int64 [n]"""
    same: NDArray[np.bool_]
    """bool [n]: whether both show the same"""
    groups: Rows
    """int64 [n, 2]: what both pictures belong to. Pairs of one group err together, so intervals
    draw groups, and a threshold is judged on groups that it was not chosen on.
    """
    whole: tuple[int, int]
    """How many pairs of the same and of different things there are to choose from."""

    def __len__(self) -> int:
        return len(self.left)

    def numbered_groups(self) -> tuple[int, Rows]:
        """How many groups there are, and the number of each pair's two: int64 [n, 2].

        By a table, not np.unique, which sorts: groups are numbers of classes or of rows.
        """
        moved = self.groups - self.groups.min()
        there = np.zeros(int(moved.max()) + 1, np.int64)
        there[moved] = 1
        number = np.cumsum(there) - 1
        return int(there.sum()), number[moved]

    def told(self) -> str:
        """A sentence for people."""
        same, different = int(self.same.sum()), int((~self.same).sum())
        text = f"{same:,} pairs of the same and {different:,} of different"
        if (same, different) == self.whole:
            return f"{text}."
        return f"{text}, drawn at random from {self.whole[0]:,} and {self.whole[1]:,}."


def every_pair(
    labels: NDArray[np.integer],
    *,
    groups: NDArray[np.integer] | None = None,
    chosen: Collection[int] | None = None,
    most: int = MOST,
    seed: int = 0,
) -> Pairs:
    """All pairs of the rows of the chosen labels; of more than `most` a sample without repetition,
    at most half of it pairs of the same.

    Args:
        labels: int [n], what each row shows; negative where that is not known.
        groups: int [n], what each row belongs to; the labels where None.
        chosen: labels; all where None.
        most: pairs.
        seed: of the sample.

    Raises BadPairs where there are no pairs of the same, or none of different things.
    """
    known = labels >= 0 if chosen is None else np.isin(labels, sorted(chosen)) & (labels >= 0)
    rows = np.flatnonzero(known)
    _, label = np.unique(labels[rows], return_inverse=True)
    sizes = np.bincount(label) if len(rows) else np.zeros(0, np.int64)
    same = int((sizes * (sizes - 1) // 2).sum())
    different = len(rows) * (len(rows) - 1) // 2 - same
    if not same or not different:
        what = "the same thing" if not same else "different things"
        raise BadPairs(
            f"No two of these {len(rows):,} pictures show {what}. Choose at least two classes, one "
            "of them with two pictures."
        )
    if same + different <= most:
        left, right = np.triu_indices(len(rows), 1)
    else:
        left, right = _sampled(label, sizes, (same, different), most, np.random.default_rng(seed))
    belongs = labels if groups is None else groups
    pair = rows[left], rows[right]
    both = np.stack([belongs[each].astype(np.int64) for each in pair], axis=1)
    return Pairs(*pair, label[left] == label[right], both, (same, different))


def _sampled(
    label: Rows, sizes: Rows, whole: tuple[int, int], most: int, random: np.random.Generator
) -> tuple[Rows, Rows]:
    """Places in `label` [n] of the two of each pair: those of the same first."""
    order = np.argsort(label, kind="stable")
    starts, count = np.cumsum(sizes) - sizes, len(label)

    def of_the_same(wanted: int) -> tuple[Rows, Rows]:
        pairs = sizes * (sizes - 1) / 2
        group = random.choice(len(sizes), wanted, p=pairs / pairs.sum())
        first = random.integers(sizes[group])
        other = (first + 1 + random.integers(sizes[group] - 1)) % sizes[group]
        return order[starts[group] + first], order[starts[group] + other]

    def of_others(wanted: int) -> tuple[Rows, Rows]:
        others = (count - sizes)[label]
        first = random.choice(count, wanted, p=others / others.sum())
        group = label[first]
        passed = starts[group] + sizes[group]  # in `order` all others follow its own, in a ring
        return first, order[(passed + random.integers(others[first])) % count]

    alike = min(whole[0], max(most // 2, most - whole[1]))
    same = _distinct(of_the_same, alike, count, random)
    different = _distinct(of_others, most - alike, count, random)
    return np.append(same[0], different[0]), np.append(same[1], different[1])


def _distinct(
    draw: Callable[[int], tuple[Rows, Rows]],
    wanted: int,
    count: int,
    random: np.random.Generator,
) -> tuple[Rows, Rows]:
    """So many pairs of `count` places that `draw` gives, none twice, in the order of the places."""
    found = np.zeros(0, np.int64)
    while len(found) < wanted:
        left, right = draw(wanted)
        keys = np.minimum(left, right) * count + np.maximum(left, right)
        ordered = np.sort(
            np.append(found, keys)
        )  # np.unique hashes, which takes fifty times as long
        found = ordered[np.diff(ordered, prepend=-1) > 0]
    if len(found) > wanted:
        found = np.sort(random.choice(found, wanted, replace=False))
    left, right = np.divmod(found, count)
    return left, right
