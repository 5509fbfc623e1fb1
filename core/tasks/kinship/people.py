"""Who is on which photo, who belongs to which family, and who is kin to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class People:
    """People with at least one photo each, and which pairs of them are kin.

    Everything is by number: a photo is a row of `photos`, a person a row of `people`, a family a
    row of `families`.
    """

    source: str
    """Where they were found, for people."""
    photos: tuple[str, ...]
    """Paths below the top of the folder or archive, sorted."""
    person_of: Indices
    """Who is on each photo: int64 [photos]."""
    people: tuple[str, ...]
    """As F0002/MID1."""
    family_of: Indices
    """The family of each person: int64 [people]."""
    families: tuple[str, ...]
    relations: Indices
    """Pairs of people who are kin, each once, the smaller number first: int64 [r, 2]."""
    kinds: tuple[str, ...] = ()
    """The name of each relation (father-son); empty where the data do not say."""
    skipped: int = 0
    """Relations that name somebody without a photo: they are left out."""
    photograph_of: Indices | None = None
    """The photograph that each photo was cut from, int64 [photos]: two faces of one share light and
    colours. None where the data do not say."""

    @cached_property
    def photos_of(self) -> tuple[Indices, ...]:
        """The photos of each person, ascending: [people] arrays."""
        order = np.argsort(self.person_of, kind="stable").astype(np.int64)
        ends = np.cumsum(np.bincount(self.person_of, minlength=len(self.people)))
        return tuple(np.split(order, ends[:-1]))

    @cached_property
    def kin(self) -> frozenset[tuple[int, int]]:
        """The relations as a set, the smaller number first."""
        return frozenset((int(a), int(b)) for a, b in self.relations)

    @cached_property
    def strangers_within(self) -> Indices:
        """Pairs of one family that no relation names (husband and wife, say): int64 [w, 2].

        Not named is not proof: a family's tree need not list cousins.
        """
        pairs = [
            (int(a), int(b))
            for family in range(len(self.families))
            for a, b in _pairs(np.flatnonzero(self.family_of == family))
            if (int(a), int(b)) not in self.kin
        ]
        return np.array(pairs, np.int64).reshape(-1, 2)

    def doubled(self) -> People:
        """The same with every photo a second time, behind all of them."""
        again = None if self.photograph_of is None else np.tile(self.photograph_of, 2)
        return replace(
            self,
            photos=(*self.photos, *self.photos),
            person_of=np.tile(self.person_of, 2),
            photograph_of=again,
        )

    def same_photograph(self, photos: Indices) -> NDArray[np.bool_]:
        """Which pairs of photos int64 [n, 2] were cut from one photograph: bool [n]."""
        if self.photograph_of is None:
            return np.zeros(len(photos), bool)
        first, second = self.photograph_of[photos].T
        same: NDArray[np.bool_] = first == second
        return same

    def draw_photos(
        self, pairs: Indices, random: np.random.Generator, *, apart: bool = False
    ) -> Indices:
        """One random photo of each person of each pair: people int64 [n, 2] to photos [n, 2].

        `apart` draws again, from what is left, where both were cut from one photograph; who have no
        two photographs between them keep that one.
        """
        counts = np.array([len(photos) for photos in self.photos_of], np.int64)
        first = np.cumsum(counts) - counts
        by_person = np.concatenate(self.photos_of)
        which = (random.random(pairs.shape) * counts[pairs]).astype(np.int64)
        chosen: Indices = by_person[first[pairs] + which]
        for row in np.flatnonzero(self.same_photograph(chosen)) if apart else ():
            both = (self.photos_of[person] for person in pairs[row])
            every = np.stack(np.meshgrid(*both, indexing="ij"), -1).reshape(-1, 2)
            every = every[~self.same_photograph(every)]
            if len(every):
                chosen[row] = random.choice(every)
        return chosen


def people_from(
    photos: Mapping[str, Sequence[str]],
    relations: Sequence[tuple[str, str]],
    *,
    source: str,
    kinds: Sequence[str] = (),
    skipped: int = 0,
    photograph: Callable[[str], str] | None = None,
) -> People:
    """People from the photos of each (FAMILY/PERSON to paths), and the relations between them.

    A relation given twice counts once, whichever way round; both must name somebody with a photo.
    `photograph` tells from a path which photograph a face was cut from.
    """
    people = tuple(sorted(photos))
    number = {person: i for i, person in enumerate(people)}
    families = tuple(sorted({_family(person) for person in people}))
    place = {family: i for i, family in enumerate(families)}
    rows = sorted((path, number[person]) for person in people for path in photos[person])
    named = kinds or [""] * len(relations)
    known = {
        (min(number[a], number[b]), max(number[a], number[b])): kind
        for (a, b), kind in zip(relations, named, strict=True)
    }
    pairs = sorted(known)
    return People(
        source=source,
        photos=tuple(path for path, _ in rows),
        person_of=np.array([person for _, person in rows], np.int64),
        people=people,
        family_of=np.array([place[_family(person)] for person in people], np.int64),
        families=families,
        relations=np.array(pairs, np.int64).reshape(-1, 2),
        kinds=tuple(known[pair] for pair in pairs) if kinds else (),
        skipped=skipped,
        photograph_of=None if photograph is None else _numbered([photograph(p) for p, _ in rows]),
    )


def _numbered(names: Sequence[str]) -> Indices:
    """Equal names to equal numbers: int64 [n]."""
    return np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)


def _family(person: str) -> str:
    return person.rsplit("/", 1)[0]


def _pairs(members: Indices) -> Indices:
    first, second = np.triu_indices(len(members), 1)
    return np.stack([members[first], members[second]], 1)
