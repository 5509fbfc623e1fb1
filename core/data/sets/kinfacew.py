"""Faces of parents and children in pairs, 64 x 64. A label is the relation, as father and son.

An image's path names the pair: fd_001_1.jpg is the father and fd_001_2.jpg the daughter of pair 1.
The last of the five official folds is the test split.

Source: Lu, Zhou, Tan, Shang and Zhou 2014, "Neighborhood repulsed metric learning for kinship
verification", IEEE TPAMI 36.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from core.data.found import Files, Layout
from core.data.image_set import Content
from core.data.readers.trees import Tree, content, either, images_in, open_tree
from core.errors import DataCorrupt

TITLE = "KinFaceW-I"
LICENCE = "research only"
SIZES = {"train": 848, "test": 218}
CLASSES = ("father-dau", "father-son", "mother-dau", "mother-son")
BY_HAND = (
    "Download KinFaceW-I.zip from http://www.kinfacew.com and put it, as it is, into the data "
    "folder (EMBEDSCOPE_DATA)."
)
FOLDS = 5


@dataclass(frozen=True)
class KinPairs:
    """`images/RELATION/xx_NNN_A.jpg` and the folds in `meta_data/xx_pairs.mat`."""

    stem: str

    def files(self, folder: Path) -> Files:
        """The same folder or archive for both splits."""
        place = either(folder / self.stem)
        return {"train": (place,), "test": (place,)}

    def sizes(self, files: Files) -> dict[str, int]:
        """From the names of the files: the official folds hold a fifth of the pairs, rounded, and
        the last one what is left.
        """
        (place,) = files["train"]
        relations = Counter(name.split("/")[-2] for name in _faces(open_tree(place)))
        pairs = [count // 2 for count in relations.values()]
        train = sum(2 * (FOLDS - 1) * round(count / FOLDS) for count in pairs)
        return {"train": train, "test": sum(relations.values()) - train}

    def read(self, files: Files, split: str) -> Content:
        """The images of folds 1 to 4, or of fold 5."""
        tree = open_tree(files[split][0])
        fold = folds(tree)
        faces = _faces(tree)
        unknown = [name for name in faces if name.split("/")[-1] not in fold]
        if unknown:
            raise DataCorrupt(f"{tree.path} gives {unknown[0]} no fold. {BY_HAND}")
        last = [name for name in faces if (fold[name.split("/")[-1]] == FOLDS) == (split == "test")]
        return content(tree, last, [name.split("/")[-2] for name in last], CLASSES)


def folds(tree: Tree) -> dict[str, int]:
    """The official fold, 1 to 5, of every image by its file's name; raises DataCorrupt."""
    kin = [row for row in official_pairs(tree) if row.kin]
    return {face: row.fold for row in kin for face in (row.parent, row.child)}


@dataclass(frozen=True)
class OfficialPair:
    """A row of the tables that come with the data: files' names, and whether they are kin."""

    relation: str
    """An entry of CLASSES."""
    fold: int
    kin: bool
    parent: str
    child: str


def official_pairs(tree: Tree) -> list[OfficialPair]:
    """The pairs of all four tables, the negative ones too; raises DataCorrupt."""
    from scipy.io import loadmat
    from scipy.io.matlab import MatReadError

    relations = dict(zip(("fd", "fs", "md", "ms"), CLASSES, strict=True))
    found: list[OfficialPair] = []
    for name in (name for name in tree.names if name.endswith("_pairs.mat")):
        try:
            table = loadmat(io.BytesIO(tree.read(name)))["pairs"]
            relation = relations[name.split("/")[-1][:2]]
            found += [
                OfficialPair(
                    relation,
                    int(fold.item()),
                    bool(kin.item()),
                    str(parent.item()),
                    str(child.item()),
                )
                for fold, kin, parent, child in table
            ]
        except (
            MatReadError,
            ValueError,
            KeyError,
            TypeError,
            IndexError,
            AttributeError,
            OSError,
        ) as error:
            raise DataCorrupt(
                f"{name} in {tree.path} cannot be read ({error}). {BY_HAND}"
            ) from error
    return found


def _faces(tree: Tree) -> list[str]:
    return [name for name in images_in(tree) if name.split("/")[-2:-1] in [[c] for c in CLASSES]]


LAYOUTS: tuple[Layout, ...] = (KinPairs("KinFaceW-I"),)
