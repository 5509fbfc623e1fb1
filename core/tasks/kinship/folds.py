"""Folds of families: who is trained on, and who is judged, never meet.

Source: SPEC 001 (a split by person leaks families: the net learns to know a family's faces again).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.errors import BadRecipe
from core.tasks.kinship.people import People
from core.training.rng import generator

Indices = NDArray[np.int64]
SPLITS = {
    "families": "by family: nobody who is judged has a relative in training",
    "people": "by person, as in report 001: leaks families",
}


def family_folds(people: People, folds: int, *, seed: int) -> Indices:
    """The fold of each person, the same for a whole family: int64 [people], 0 to folds - 1.

    Families go, those with most relations first, to the fold with fewest relations so far; `seed`
    decides among equals. So all folds judge about equally many pairs.

    Raises:
        BadRecipe: for fewer than two folds, or more folds than families with a relation.
    """
    counts = np.bincount(people.family_of[people.relations[:, 0]], minlength=len(people.families))
    most = int((counts > 0).sum())
    if not 2 <= folds <= most:
        raise BadRecipe(
            f"{people.source} has {most} families with relations: choose 2 to {most} folds, "
            f"not {folds}."
        )
    shuffled = generator("family-folds", seed).permutation(len(people.families))
    order = shuffled[np.argsort(-counts[shuffled], kind="stable")]
    load = np.zeros((2, folds), np.int64)
    fold_of = np.empty(len(people.families), np.int64)
    for family in order:
        emptiest = np.lexsort((load[1], load[0]))[0]
        fold_of[family] = emptiest
        load[:, emptiest] += counts[family], 1
    return fold_of[people.family_of]


def person_folds(people: People, folds: int, *, seed: int) -> Indices:
    """The fold of each person, drawn person by person: int64 [people]. It leaks families.

    Source: report 001, section 5 (80 / 20 by person, which is one of five such folds).
    """
    if not 2 <= folds <= len(people.people):
        raise BadRecipe(f"Choose 2 to {len(people.people)} folds of people, not {folds}.")
    shuffled = generator("person-folds", seed).permutation(len(people.people))
    fold_of = np.empty(len(people.people), np.int64)
    fold_of[shuffled] = np.arange(len(people.people)) % folds
    return fold_of


def fold_of_people(people: People, split: str, folds: int, *, seed: int) -> Indices:
    """The folds of a split by its name: an entry of SPLITS; raises BadRecipe for another."""
    if split not in SPLITS:
        raise BadRecipe(f"data.split must be one of {', '.join(SPLITS)}, not {split!r}.")
    make = family_folds if split == "families" else person_folds
    return make(people, folds, seed=seed)


def relations_among(people: People, members: NDArray[np.bool_]) -> Indices:
    """The relations both of whose people are `members` (bool [people]): rows int64 [m]."""
    return np.flatnonzero(members[people.relations].all(axis=1)).astype(np.int64)
