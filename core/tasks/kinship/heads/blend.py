"""Ours for several encoders: joint Bayes on the first one's vector, the cosine of the others'.

ArcFace's vectors hardly gain by learning who is kin (measured: ROC AUC .761 by their cosine, .762
by joint Bayes), but know another part of the truth than dlib's maps. A cosine is brought to the
scale of the joint Bayes by their spreads over random pairs of training faces.

Source: the joint Bayes' (see `joint_bayes.py`); the sum rule of Kittler et al. 1998, "On combining
classifiers", IEEE TPAMI 20.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity

from core.errors import BadRecipe
from core.tasks.kinship.heads._head import PairHead, Shown
from core.tasks.kinship.heads.joint_bayes import JointBayes

OPTIONS = {"rank": 64, "shrink": 3.0, "exponent": 1.0, "cosine": 0.5}
PAIRS = 4000
"""Random pairs of training faces that the scales are taken from."""


class Blend(PairHead):
    """Joint Bayes plus `cosine` times each other encoder's cosine, scaled and centred."""

    middles: Tensor
    scales: Tensor

    def __init__(
        self, blocks: tuple[int, ...], *, rank: int, shrink: float, exponent: float, cosine: float
    ) -> None:
        super().__init__()
        if len(blocks) < 2:
            raise BadRecipe("The head blend takes two encoders or more; joint-bayes takes one.")
        self.blocks, self.weight = blocks, cosine
        self.first = JointBayes(blocks[:1], rank=rank, shrink=shrink, exponent=exponent)
        self.register_buffer("middles", torch.zeros(len(blocks) - 1))
        self.register_buffer("scales", torch.ones(len(blocks) - 1))

    def fit(self, shown: Sequence[Shown]) -> None:
        """The joint Bayes, then the scales."""
        wide = self.blocks[0]
        self.first.fit(
            [replace(s, vectors=np.ascontiguousarray(s.vectors[:, :wide])) for s in shown]
        )
        own = shown[0]
        pairs = np.random.default_rng(22).choice(own.photos, (PAIRS, 2))
        family = own.people.family_of[own.people.person_of[pairs]]
        pairs = pairs[family[:, 0] != family[:, 1]]
        a, b = (torch.from_numpy(own.vectors[pairs[:, side]]) for side in (0, 1))
        with torch.no_grad():
            logits = self.first(a[:, :wide], b[:, :wide])
            cosines = self._cosines(a, b)
            self.middles.copy_(cosines.mean(0))
            self.scales.copy_(logits.std() / cosines.std(0))

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        """The logits [n]."""
        wide = self.blocks[0]
        logits = self.first(first[:, :wide], second[:, :wide])
        others = (self._cosines(first, second) - self.middles) * self.scales
        blended: Tensor = logits + self.weight * others.sum(1)
        return blended

    def _cosines(self, first: Tensor, second: Tensor) -> Tensor:
        """Of each encoder but the first: [n, encoders - 1]."""
        parts = zip(first.split(self.blocks, 1), second.split(self.blocks, 1), strict=True)
        return torch.stack([cosine_similarity(a, b) for a, b in list(parts)[1:]], 1)


def build(
    *, blocks: tuple[int, ...], rank: int, shrink: float, exponent: float, cosine: float
) -> Blend:
    """On the encoders' vectors."""
    return Blend(blocks, rank=rank, shrink=shrink, exponent=exponent, cosine=cosine)
