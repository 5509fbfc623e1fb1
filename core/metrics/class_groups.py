"""Groups of very many classes, so that a dozen colours can tell them apart.

Classes whose points lie near each other on average are one group: Ward's clustering of the classes'
means. A group is called by the classes nearest to its middle.

Source: Ward (1963), Hierarchical grouping to optimize an objective function
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GROUPS, FROM, MOST = 12, 36, 2_000
"""So many groups, of more than `FROM` classes; none of more than `MOST`: all pairs are compared."""
NAMED, LONG = 2, 28
"""A group is called by so many classes, but by one where that has more letters."""
BLOCK = 65_536
"""Points added up at a time."""


@dataclass(frozen=True)
class ClassGroups:
    """`of` int16 [c] says which group a class is in, -1 where it has no point; `names` of each."""

    of: NDArray[np.int16]
    names: tuple[str, ...]

    def of_points(self, labels: NDArray[np.integer]) -> NDArray[np.int16]:
        """The group of each point int16 [n]; -1 where its class is not known."""
        found: NDArray[np.int16] = np.append(self.of, np.int16(-1))[labels]
        return found


def class_groups(
    vectors: NDArray[np.floating], labels: NDArray[np.integer], classes: Sequence[str]
) -> ClassGroups | None:
    """The groups of c classes of points [n, d] with labels [n]; None where they are few enough to
    be told apart, or more than can be compared.
    """
    if not FROM < len(classes) <= MOST:
        return None
    counts = np.bincount(labels[labels >= 0], minlength=len(classes))
    there = np.flatnonzero(counts)
    if len(there) <= GROUPS:
        return None
    from scipy.cluster.hierarchy import fcluster, linkage

    means = _sums(vectors, labels, len(classes))[there] / counts[there, None]
    found = fcluster(linkage(means, "ward"), GROUPS, "maxclust")
    order = {number: place for place, number in enumerate(dict.fromkeys(found.tolist()))}
    of = np.full(len(classes), -1, np.int16)
    of[there] = [order[number] for number in found.tolist()]
    names = (_called(means[found == number], there[found == number], classes) for number in order)
    return ClassGroups(of, tuple(_apart(names)))


def _sums(
    vectors: NDArray[np.floating], labels: NDArray[np.integer], count: int
) -> NDArray[np.float64]:
    """The sum of each class's vectors, float64 [count, d]."""
    from scipy.sparse import csr_array

    sums = np.zeros((count, vectors.shape[1]))
    for start in range(0, len(vectors), BLOCK):
        block, its = vectors[start : start + BLOCK], labels[start : start + BLOCK]
        known = np.flatnonzero(its >= 0)
        belongs = csr_array((np.ones(len(known)), (its[known], known)), shape=(count, len(its)))
        sums += belongs @ np.asarray(block, np.float64)
    return sums


def _called(means: NDArray[np.float64], rows: NDArray[np.integer], classes: Sequence[str]) -> str:
    away = np.linalg.norm(means - means.mean(axis=0), axis=1)
    nearest = [classes[rows[i]] for i in np.argsort(away, kind="stable")]
    said = nearest[:NAMED] if len(", ".join(nearest[:NAMED])) <= LONG else nearest[:1]
    rest = len(nearest) - len(said)
    return ", ".join(said) + (f" +{rest}" if rest else "")


def _apart(names: Iterable[str]) -> list[str]:
    """Two groups are never called the same: classes may be."""
    told: list[str] = []
    for name in names:
        told.append(name if name not in told else f"{name} ({len(told) + 1})")
    return told
