"""Ours, in one go: how much likelier two vectors are for relatives than for strangers.

A vector is taken for normal, with the covariance S over people; those of relatives covary by C. In
the basis that makes S the identity and C diagonal (rho), the log of the likelihood ratio is

    sum of  rho / (1 - rho^2) a b  -  rho^2 / (2 (1 - rho^2)) (a^2 + b^2)  -  log(1 - rho^2) / 2

that is, products and squares of both, weighed by how much is inherited along each axis. S is shrunk
towards a multiple of the identity, without which a few thousand faces do not settle it.

Source: Chen et al. 2012, "Bayesian face revisited: a joint formulation", ECCV (identity); Ioffe
2006, "Probabilistic linear discriminant analysis", ECCV. For kin by us.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.errors import BadRecipe
from core.tasks.kinship.folds import relations_among
from core.tasks.kinship.heads._head import PairHead, Shown
from core.tasks.kinship.heads._standard import Standard

OPTIONS = {"rank": 64, "shrink": 3.0, "exponent": 1.0}
MOST = 0.95
"""No axis is taken to be inherited more than this."""
Matrix = NDArray[np.floating]


class Moments(NamedTuple):
    """Of standardised vectors."""

    mean: Matrix
    spread: Matrix
    """S, [d, d]"""
    kin: Matrix
    """C, [d, d]"""


class JointBayes(PairHead):
    """The log-likelihood ratio; `fit` finds it in closed form, and steps may refine it."""

    centre: Tensor
    axes: Tensor

    def __init__(
        self, blocks: tuple[int, ...], *, rank: int, shrink: float, exponent: float
    ) -> None:
        super().__init__()
        wide = sum(blocks)
        if not 1 <= rank <= wide or shrink < 0:
            raise BadRecipe(
                f"head.options.rank lies from 1 to {wide} and shrink is not negative, not {rank} "
                f"and {shrink}."
            )
        self.shrink = shrink
        self.standard = Standard(blocks, exponent=exponent)
        self.register_buffer("centre", torch.zeros(wide))
        self.axes = torch.nn.Parameter(torch.zeros(wide, rank))
        self.product = torch.nn.Parameter(torch.zeros(rank))
        self.square = torch.nn.Parameter(torch.zeros(rank))
        self.offset = torch.nn.Parameter(torch.zeros(()))

    def fit(self, shown: Sequence[Shown]) -> None:
        """Everything, from the moments of those who may be seen, mixed by their weights.

        Each data set is centred on its own faces: cameras differ more than families do.
        """
        found = [self._moments(each) for each in reversed(shown)]  # the own one last: it stays
        weights = np.array([each.weight for each in reversed(shown)], np.float32)
        weights /= weights.sum()
        spread = sum(w * each.spread for w, each in zip(weights, found, strict=True))
        kin = sum(w * each.kin for w, each in zip(weights, found, strict=True))
        rho, axes = _inherited(np.asarray(spread), np.asarray(kin), self.shrink, len(self.product))
        with torch.no_grad():
            self.centre.copy_(torch.from_numpy(found[-1].mean))
            self.axes.zero_()[:, : len(rho)] = torch.from_numpy(axes)
            self.product.zero_()[: len(rho)] = torch.from_numpy(rho / (1 - rho**2))
            self.square.zero_()[: len(rho)] = torch.from_numpy(rho**2 / (2 * (1 - rho**2)))
            self.offset.fill_(float(-np.log(1 - rho**2).sum() / 2))

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        """The logits [n]."""
        a, b = self._placed(first), self._placed(second)
        logits: Tensor = (a * b) @ self.product - (a**2 + b**2) @ self.square + self.offset
        return logits

    def _placed(self, vectors: Tensor) -> Tensor:
        placed: Tensor = (self.standard(vectors) - self.centre) @ self.axes
        return placed

    def _moments(self, shown: Shown) -> Moments:
        self.standard.learn(shown)
        made = self.standard.numpy(shown.vectors)
        person_of, photos = shown.people.person_of, shown.photos
        counts = np.bincount(person_of, minlength=len(shown.people.people)).astype(np.float32)
        each = 1 / counts[person_of[photos]]  # everybody counts alike, however many photos
        each /= each.sum()
        mean = each @ made[photos]
        made -= mean
        spread = (made[photos] * each[:, None]).T @ made[photos]
        people = np.zeros((len(counts), made.shape[1]), np.float32)
        np.add.at(people, person_of, made)
        people /= counts[:, None]
        pairs = shown.people.relations[relations_among(shown.people, shown.members)]
        family = shown.people.family_of[pairs[:, 0]]
        share = 1 / np.sqrt(np.bincount(family)[family]).astype(np.float32)  # none outweighs all
        half = (people[pairs[:, 0]] * (share / share.sum())[:, None]).T @ people[pairs[:, 1]]
        return Moments(mean, spread, (half + half.T) / 2)


def _inherited(
    spread: Matrix, kin: Matrix, shrink: float, rank: int
) -> tuple[NDArray[np.float32], Matrix]:
    """Up to `rank` axes along which kin covary most, and by how much: rho [r], axes [d, r]."""
    from scipy.linalg import eigh

    wide = len(spread)
    shrunk = spread + np.float32(shrink * np.trace(spread) / wide) * np.eye(wide, dtype=np.float32)
    rho, axes = eigh(kin, shrunk, subset_by_index=[wide - rank, wide - 1])
    order = np.flatnonzero(rho > 0)[::-1]
    return np.minimum(rho[order], MOST).astype(np.float32), axes[:, order].astype(np.float32)


def build(*, blocks: tuple[int, ...], rank: int, shrink: float, exponent: float) -> JointBayes:
    """On standardised vectors."""
    return JointBayes(blocks, rank=rank, shrink=shrink, exponent=exponent)
