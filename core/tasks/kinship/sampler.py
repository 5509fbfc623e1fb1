"""Pairs to train on: a stated share of them kin, no pair twice an epoch, photos drawn at random.

Source: report 001, section 5 (60 % of a batch are kin, a random image of each person).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import BadRecipe
from core.tasks.kinship.folds import relations_among
from core.tasks.kinship.people import People
from core.training.rng import generator

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Epoch:
    """The pairs of one epoch, in the order of its batches."""

    pairs: Indices
    """People, int64 [n, 2]; which of the two comes first is drawn too."""
    photos: Indices
    """One of each person's, int64 [n, 2]."""
    kin: NDArray[np.bool_]
    """bool [n]"""


class Draws:
    """Epochs over the people of `members` (bool [people]): a function of the seed and the epoch.

    Args:
        people: all of them.
        members: whom training may see.
        batch: pairs a step.
        share: of them that are kin, to the nearest pair in every batch.
        within: share of the others that are of one family without being listed as kin.
        steps: an epoch's; None for as many as the relations last.
        seed: decides every draw.
        apart: whether the faces of a pair come from different photographs, where there are such.

    Raises:
        BadRecipe: where an epoch would need a pair twice, or there is no relation at all.
    """

    def __init__(
        self,
        people: People,
        members: NDArray[np.bool_],
        *,
        batch: int,
        share: float = 0.6,
        within: float = 0.0,
        steps: int | None = None,
        seed: int = 0,
        apart: bool = False,
    ) -> None:
        self.people, self.batch, self.seed, self.apart = people, batch, seed, apart
        self.positives = people.relations[relations_among(people, members)]
        self.near = people.strangers_within[members[people.strangers_within].all(axis=1)]
        self.members = np.flatnonzero(members).astype(np.int64)
        self.each = round(batch * share)
        self.others = batch - self.each
        self.within = round(self.others * within)
        self._check(share, within)
        self.steps = len(self.positives) // self.each if steps is None else steps
        self._check_supply()

    def epoch(self, number: int) -> Epoch:
        """The pairs of epoch 0, 1, 2, ...; batch i is rows [i * batch, (i + 1) * batch)."""
        random = generator("pairs", self.seed, number)
        kin = random.permutation(self.positives)[: self.steps * self.each]
        near = random.permutation(self.near)[: self.steps * self.within]
        far = self._far(self.steps * (self.others - self.within), random)
        blocks = [part.reshape(self.steps, -1, 2) for part in (kin, near, far)]
        order = random.permuted(
            np.tile(np.arange(self.batch), (self.steps, 1)), axis=1
        )  # kin and others stand mixed, each batch by itself
        pairs = np.take_along_axis(np.concatenate(blocks, 1), order[..., None], axis=1)
        flipped = random.random((self.steps, self.batch, 1)) < 0.5
        pairs = np.where(flipped, pairs[..., ::-1], pairs).reshape(-1, 2)
        photos = self.people.draw_photos(pairs, random, apart=self.apart)
        return Epoch(pairs, photos, (order < self.each).reshape(-1))

    def _far(self, count: int, random: np.random.Generator) -> Indices:
        """Different pairs of people of different families: int64 [count, 2]."""
        found = np.empty((0, 2), np.int64)
        family = self.people.family_of
        while len(found) < count:
            drawn = np.sort(random.choice(self.members, (2 * (count - len(found)) + 8, 2)), axis=1)
            drawn = drawn[family[drawn[:, 0]] != family[drawn[:, 1]]]
            every = np.concatenate([found, drawn])
            _, first = np.unique(every, axis=0, return_index=True)
            found = every[np.sort(first)]
        return found[:count]

    def _check(self, share: float, within: float) -> None:
        if not 0 <= within <= 1:
            raise BadRecipe(f"draw.within must lie between 0 and 1, not {within}.")
        if not 0 < self.each < self.batch:
            raise BadRecipe(
                f"A batch of {self.batch} pairs cannot be {share:.0%} kin: make it larger."
            )

    def _check_supply(self) -> None:
        """Every pair at most once: so many there must be."""
        sizes = np.bincount(self.people.family_of[self.members])
        far = (len(self.members) ** 2 - int((sizes**2).sum())) // 2
        for what, need, have in (
            ("pairs that are kin", self.steps * self.each, len(self.positives)),
            ("pairs within families", self.steps * self.within, len(self.near)),
            # half of them at most, else drawing without repetition takes for ever
            ("pairs across families", self.steps * (self.others - self.within), far // 2),
        ):
            if need > have:
                raise BadRecipe(
                    f"An epoch of {self.steps} steps needs {need} {what}, and training may see "
                    f"{have}, each once an epoch. Take fewer steps or a smaller batch."
                )
        if self.steps < 1:
            raise BadRecipe(
                f"{len(self.positives)} relations do not fill one batch of {self.batch} pairs. "
                "Take a smaller one."
            )
