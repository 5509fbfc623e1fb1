"""KinFaceW's pairs of parents and children: four relations, five official folds, its own negatives.

Protocols of its paper: "restricted" trains on the pairs of the other four folds as they are listed,
the negative ones too, and on nothing else; "unrestricted" may make more negatives of those people.
Either is judged on the pairs of the fifth, by the mean accuracy over folds. Whatever else was
learned from (other data, a face encoder) must be said with the figure.

Source: Lu et al. 2014, "Neighborhood repulsed metric learning for kinship verification", IEEE TPAMI
36, section 4.1; Lu et al. 2015, "The FG 2015 kinship verification in the wild evaluation".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data import find
from core.data.catalogue import entry, how_to_get
from core.data.readers.trees import images_in, open_tree
from core.data.sets.kinfacew import FOLDS, official_pairs
from core.errors import DataCorrupt, DataMissing

DATA = "kinfacew"


@dataclass(frozen=True)
class Official:
    """The official pairs: rows belong together."""

    source: str
    photos: tuple[str, ...]
    """Paths below the top of the folder or archive, sorted."""
    pairs: NDArray[np.int64]
    """Photos of parent and child, rows of `photos`: int64 [n, 2]."""
    kin: NDArray[np.bool_]
    """bool [n]"""
    relations: NDArray[np.str_]
    """father-dau, father-son, mother-dau or mother-son: [n]."""
    folds: NDArray[np.int64]
    """1 to 5: [n]."""


def load_kinfacew() -> Official:
    """The catalogue's KinFaceW; raises DataMissing, DataCorrupt."""
    found = find(DATA)
    if found is None:
        raise DataMissing(f"{DATA} is not on this machine. {how_to_get(entry(DATA))}")
    tree = open_tree(found.where)
    photos = tuple(images_in(tree))
    number = {name.split("/")[-1]: i for i, name in enumerate(photos)}
    rows = official_pairs(tree)
    strangers = [face for row in rows for face in (row.parent, row.child) if face not in number]
    if strangers or {row.fold for row in rows} != set(range(1, FOLDS + 1)):
        why = f"there is no photo {strangers[0]}" if strangers else "its folds are not 1 to 5"
        raise DataCorrupt(f"The pairs of {found.where} cannot be used: {why}. Fetch it again.")
    return Official(
        source=str(found.where),
        photos=photos,
        pairs=np.array([[number[row.parent], number[row.child]] for row in rows], np.int64),
        kin=np.array([row.kin for row in rows], bool),
        relations=np.array([row.relation for row in rows]),
        folds=np.array([row.fold for row in rows], np.int64),
    )
