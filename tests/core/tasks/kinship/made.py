"""Families that are made up: names only, or vectors in which kin resemble each other."""

from __future__ import annotations

import numpy as np

from core.tasks.kinship.people import People, people_from


def made_people(families: int = 12, *, members: int = 4, photos: int = 3) -> People:
    """Families of a father, a mother and children: everyone is kin but the parents."""
    shots, relations = {}, []
    for family in range(families):
        names = [f"F{family:04d}/MID{member}" for member in range(1, members + 1)]
        for name in names:
            shots[name] = [f"train/{name}/P{shot}.jpg" for shot in range(photos)]
        relations += [
            (first, second)
            for i, first in enumerate(names)
            for second in names[i + 1 :]
            if (first, second) != (names[0], names[1])
        ]
    return people_from(shots, relations, source="made up")


def made_features(
    people: People, *, dimension: int = 16, likeness: float = 1.0, seed: int = 0
) -> np.ndarray:
    """float32 [photos, dimension]: a family's look, a person's own, and what differs by photo."""
    random = np.random.default_rng(seed)
    family = random.normal(size=(len(people.families), dimension)) * likeness
    person = random.normal(size=(len(people.people), dimension))
    photo = random.normal(size=(len(people.photos), dimension)) * 0.3
    look = family[people.family_of[people.person_of]] + person[people.person_of] + photo
    return (look / np.linalg.norm(look, axis=1, keepdims=True)).astype(np.float32)


class MadeEncoder:
    """Stands for a loaded encoder where only its name and numbers are asked for."""

    def __init__(self, name: str, dimension: int) -> None:
        self.name, self.dimension, self.version = name, dimension, f"{name}-made"
