"""Which pairs are judged: all relations of the people set aside, and as many strangers.

The protocol, exactly. The people set aside (a fold of families) are judged among themselves:

    kin       every relation between two of them, once
    far       equally many different pairs of people of different families, drawn at random
    near      all pairs of one family that no relation names, at most as many as there are relations

Each pair is judged by two single photos, one of each person, drawn at random: "any" of them, or
"different", where both faces were not cut from one photograph unless these people have no other.
Two faces of one photograph share its light and colours (Dawson et al. 2018, "From same photo:
cheating on visual kinship challenges", ACCV). Both draws agree in all other pairs. Every draw
depends on the data, the fold and the seed alone, so that all models judge the same pairs. Figures
without another word are kin against far ("random negatives"); kin against near is reported apart,
as "near" are mostly couples and in-laws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from core.errors import BadRecipe
from core.tasks.kinship.folds import relations_among
from core.tasks.kinship.people import People
from core.training.rng import generator

Indices = NDArray[np.int64]
KIN, FAR, NEAR = "kin", "far", "near"
ANY, DIFFERENT = "any", "different"


@dataclass(frozen=True)
class Judged:
    """Pairs with their truth: rows belong together."""

    photos: Indices
    """int64 [n, 2]"""
    families: Indices
    """int64 [n, 2]"""
    kin: NDArray[np.bool_]
    """bool [n]"""
    sort: NDArray[np.str_]
    """kin, far or near: [n]."""
    kinds: NDArray[np.str_]
    """The relation's name, or that of the pair it imitates; empty where unknown: [n]."""
    same_photograph: NDArray[np.bool_]
    """Whether both faces were cut from one photograph; False where unknown: [n]."""

    def take(self, rows: NDArray[np.bool_] | Indices) -> Judged:
        """Some of the pairs."""
        return Judged(
            self.photos[rows],
            self.families[rows],
            self.kin[rows],
            self.sort[rows],
            self.kinds[rows],
            self.same_photograph[rows],
        )

    @property
    def random(self) -> NDArray[np.bool_]:
        """Kin and far: the pairs of the figures without another word."""
        chosen: NDArray[np.bool_] = self.sort != NEAR
        return chosen


def judged_pairs(
    people: People, members: NDArray[np.bool_], *, seed: int, photographs: str = ANY
) -> Judged:
    """The pairs among `members` (bool [people]), by the protocol, their photos drawn as
    `photographs` says; raises BadRecipe for none.
    """
    random = generator("strangers", seed, int(np.flatnonzero(members).sum()))
    rows = relations_among(people, members)
    kin = people.relations[rows]
    if not len(kin):
        raise BadRecipe("There is no relation among the people set aside: take fewer folds.")
    far = _far(people, np.flatnonzero(members), len(kin), random)
    within = people.strangers_within[members[people.strangers_within].all(axis=1)]
    near = random.permutation(within)[: len(kin)]
    pairs = np.concatenate([kin, far, near])
    names = [people.kinds[row] if people.kinds else "" for row in rows]
    sizes = (len(kin), len(far), len(near))
    photos = people.draw_photos(pairs, random, apart=photographs == DIFFERENT)
    return Judged(
        photos=photos,
        families=people.family_of[pairs],
        kin=np.arange(len(pairs)) < len(kin),
        sort=np.repeat(np.array([KIN, FAR, NEAR]), sizes),
        kinds=np.array(names + [""] * (len(far) + len(near))),
        same_photograph=people.same_photograph(photos),
    )


def joined(parts: Sequence[Judged]) -> Judged:
    """The pairs of several folds, one behind the other."""
    names = [field.name for field in fields(Judged)]
    return Judged(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _far(people: People, members: Indices, count: int, random: np.random.Generator) -> Indices:
    """Different pairs of people of different families, int64 [count, 2]."""
    family = people.family_of
    first, second = np.triu_indices(len(members), 1)
    apart = np.flatnonzero(family[members[first]] != family[members[second]])
    if len(apart) < count:
        raise BadRecipe("Too few people of different families are set aside: take fewer folds.")
    chosen = random.choice(apart, count, replace=False)
    return np.stack([members[first[chosen]], members[second[chosen]]], 1).astype(np.int64)
