"""A data set as a recipe divides it: people, their folds, the pairs that judge each fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.image_set import Pixels
from core.data.readers.trees import Tree, open_tree
from core.errors import BadRecipe
from core.tasks.kinship.folds import SPLITS, fold_of_people
from core.tasks.kinship.kaggle import load_families
from core.tasks.kinship.kinfacew import Official, load_kinfacew
from core.tasks.kinship.people import People, people_from
from core.tasks.kinship.protocol import ANY, DIFFERENT, FAR, KIN, Judged, judged_pairs
from core.tasks.kinship.sampler import Draws, Epoch
from core.tasks.kinship.settings import Data, Draw
from core.training.rng import generator

NAMES = ("families", "kinfacew")


@dataclass(frozen=True)
class Corpus:
    """One data set, divided."""

    people: People
    fold_of: NDArray[np.int64]
    """The fold of each person: int64 [people]."""
    judged: tuple[Judged, ...]
    """By fold."""
    about: str
    """The protocol, in a sentence."""
    listed: Judged | None = None
    """The only pairs that training may draw, where it is restricted to a list."""
    listed_folds: NDArray[np.int64] | None = None
    photographs: str = ANY
    """From which photographs the faces of a pair are drawn, by the protocol."""

    @property
    def folds(self) -> int:
        """How many."""
        return len(self.judged)

    def members(self, without: frozenset[int]) -> NDArray[np.bool_]:
        """Who may be trained on when some folds are left out: bool [people]."""
        return ~np.isin(self.fold_of, list(without))

    def doubled(self) -> Corpus:
        """The same with every photo a second time, for training; the judged pairs stay."""
        return replace(self, people=self.people.doubled())

    def read(self, name: str) -> bytes | Pixels:
        """A photo: its file, or its pixels."""
        return self._tree.read(name)

    @cached_property
    def _tree(self) -> Tree:
        return open_tree(Path(self.people.source))

    def draws(self, without: frozenset[int], draw: Draw, *, seed: int) -> Draws | Listed:
        """Training pairs when some folds are left out; raises BadRecipe for impossible ones."""
        if self.listed is not None and self.listed_folds is not None:
            rows = ~np.isin(self.listed_folds, list(without))
            return Listed(self.listed.take(rows), draw, seed=seed)
        return Draws(
            self.people,
            self.members(without),
            batch=draw.batch,
            share=draw.share,
            within=draw.within,
            steps=draw.steps,
            seed=seed,
            apart=self.photographs == DIFFERENT,
        )


class Listed:
    """Epochs over listed pairs, each at most once an epoch; their share of kin is the list's."""

    def __init__(self, pairs: Judged, draw: Draw, *, seed: int) -> None:
        self.pairs, self.batch, self.seed = pairs, draw.batch, seed
        most = len(pairs.kin) // draw.batch
        self.steps = min(draw.steps or most, most)
        if self.steps < 1:
            raise BadRecipe(
                f"{len(pairs.kin)} listed pairs do not fill a batch of {draw.batch}. Take a "
                "smaller one."
            )

    def epoch(self, number: int) -> Epoch:
        """The pairs of epoch 0, 1, 2, ..., as `Draws.epoch` gives them."""
        random = generator("listed-pairs", self.seed, number)
        rows = random.permutation(len(self.pairs.kin))[: self.steps * self.batch]
        photos = self.pairs.photos[rows]
        return Epoch(photos, photos, self.pairs.kin[rows])


def load_corpus(data: Data, *, seed: int) -> Corpus:
    """The data set that a recipe names; raises BadRecipe, DataMissing, DataCorrupt."""
    if data.name == "families":
        return of_families(load_families(), data, seed=seed)
    if data.name == "kinfacew":
        return of_kinfacew(load_kinfacew(), restricted=data.restricted)
    raise BadRecipe(f"data.name must be one of {', '.join(NAMES)}, not {data.name!r}.")


def of_families(people: People, data: Data, *, seed: int) -> Corpus:
    """Folds drawn by `core.tasks.kinship.folds`, pairs by `core.tasks.kinship.protocol`."""
    fold_of = fold_of_people(people, data.split, data.folds, seed=seed)
    judged = tuple(
        judged_pairs(people, fold_of == fold, seed=seed, photographs=data.photographs)
        for fold in range(data.folds)
    )
    about = (
        f"{data.folds} folds {SPLITS[data.split]}; every relation of the fold against as many "
        "random pairs of different families, one random photo a person"
    )
    if data.photographs == DIFFERENT:
        about += ", of different photographs where they have such"
    return Corpus(people, fold_of, judged, about, photographs=data.photographs)


def of_kinfacew(official: Official, *, restricted: bool) -> Corpus:
    """Each pair that is kin is a family of two; folds and judged pairs are the official ones."""
    names = _people(official)
    photos = {name: [official.photos[photo]] for photo, name in names.items()}
    kin = official.pairs[official.kin]
    people = people_from(
        photos,
        [(names[int(a)], names[int(b)]) for a, b in kin],
        source=official.source,
        kinds=[str(kind) for kind in official.relations[official.kin]],
    )
    place = {photo: i for i, photo in enumerate(people.photos)}
    renumbered = np.array([place[name] for name in official.photos], np.int64)[official.pairs]
    listed = Judged(
        photos=renumbered,
        families=people.family_of[people.person_of[renumbered]],
        kin=official.kin,
        sort=np.where(official.kin, KIN, FAR),
        kinds=official.relations,
        same_photograph=np.zeros(len(official.kin), bool),
    )
    fold_of = np.empty(len(people.people), np.int64)
    fold_of[people.person_of[renumbered[official.kin]]] = official.folds[official.kin][:, None] - 1
    folds = official.folds - 1
    judged = tuple(listed.take(folds == fold) for fold in range(int(folds.max()) + 1))
    way = "restricted to the listed pairs" if restricted else "unrestricted"
    about = f"the five official folds and their listed pairs; training {way}"
    only = (listed, folds) if restricted else (None, None)
    return Corpus(people, fold_of, judged, about, *only)


def _people(official: Official) -> dict[int, str]:
    """A name of each photo's person: relation-number/side, as father-dau-17/1."""
    names: dict[int, str] = {}
    pairs: Sequence[tuple[int, int]] = official.pairs[official.kin].tolist()
    for number, (parent, child) in enumerate(pairs):
        family = f"{official.relations[official.kin][number]}-{number}"
        names |= {parent: f"{family}/1", child: f"{family}/2"}
    return names
