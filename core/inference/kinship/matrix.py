"""A few faces, each compared with each: who resembles whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import BadPhoto
from core.inference.kinship.pair_model import Chosen, PairModel

MOST = 40
"""Faces that are compared at once."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """Scores of all pairs."""

    scores: NDArray[np.float64]
    """Logits [n, n], symmetric; NaN on the diagonal."""
    probabilities: NDArray[np.float64]
    """Calibrated, [n, n]; NaN on the diagonal."""
    vectors: NDArray[np.float32]
    """What the pair model saw of each face: [n, d]."""


@dataclass(frozen=True)
class Resemblance:
    """Which of two parents a child resembles more."""

    parent: int
    """The one with the higher score."""
    margin: float
    """How much higher: a difference of logits. It is no probability."""
    clear: bool
    """Whether the margin exceeds half the spread of scores among relatives; else nearly a draw."""


def matrix(model: PairModel, faces: Sequence[Chosen]) -> Matrix:
    """Compare all faces; raises BadPhoto for fewer than two or more than MOST."""
    count = len(faces)
    if not 2 <= count <= MOST:
        raise BadPhoto(f"Choose 2 to {MOST} faces to compare, not {count}.")
    vectors = model.seen(model.vectors(faces))
    first, second = np.triu_indices(count, 1)
    scores = np.full((count, count), np.nan)
    scores[first, second] = model.scores(vectors, np.stack([first, second], 1).astype(np.int64))
    scores[second, first] = scores[first, second]
    probabilities = np.full_like(scores, np.nan)
    known = ~np.isnan(scores)
    probabilities[known] = model.probabilities(scores[known])
    return Matrix(scores, probabilities, vectors)


class KnowsKin(Protocol):
    """What knows the scores of relatives: a pair model, or whoever asked one."""

    @property
    def kin_scores(self) -> NDArray[np.float32]:
        """Of tested pairs that are kin: float32 [n]."""


def resemblance(
    model: KnowsKin, found: Matrix, *, child: int, parents: tuple[int, int]
) -> Resemblance:
    """Which parent a child resembles more; raises BadPhoto where two of the three are one face."""
    if len({child, *parents}) < 3:
        raise BadPhoto("Child and parents must be three different faces.")
    one, other = (float(found.scores[child, parent]) for parent in parents)
    margin = abs(one - other)
    return Resemblance(
        parent=parents[0] if one >= other else parents[1],
        margin=margin,
        clear=margin > float(np.std(model.kin_scores)) / 2,
    )
