"""Faces of families. A label is a family; the path of an image names the person.

Four families in five are for training, the fifth for testing, drawn here, always alike: kinship can
only be tested on families that were never seen.

Source: Robinson et al. 2018, "Visual kinship recognition of families in the wild", IEEE TPAMI 40;
laid out as in Kaggle's "Recognizing Faces in the Wild".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.data.found import Files, Layout
from core.data.image_set import Content
from core.data.readers.trees import Tree, content, either, images_in, open_tree
from core.data.splits import hold_back
from core.errors import DataCorrupt

TITLE = "Families in the Wild"
LICENCE = "research only"
BY_HAND = (
    "Accept the rules of Kaggle's competition recognizing-faces-in-the-wild and put its train/ "
    "into the data folder (EMBEDSCOPE_DATA) as families_in_the_wild/train."
)
STEM = "families_in_the_wild"


@dataclass(frozen=True)
class Families:
    """`train/FAMILY/PERSON/IMAGE` in a folder or zip."""

    def files(self, folder: Path) -> Files:
        """The same folder or archive for both splits."""
        place = either(folder / STEM)
        return {"train": (place,), "test": (place,)}

    def sizes(self, files: Files) -> dict[str, int]:
        """From the names of the files."""
        _, images, tested = _faces(files)
        count = sum(family(name) in tested for name in images)
        return {"train": len(images) - count, "test": count}

    def read(self, files: Files, split: str) -> Content:
        """The faces of the families of a split, decoded on demand; the classes are all families."""
        tree, images, tested = _faces(files)
        names = [name for name in images if (family(name) in tested) == (split == "test")]
        families = tuple(sorted({family(name) for name in images}))
        return content(tree, names, [family(name) for name in names], families, most=0)


def _faces(files: Files) -> tuple[Tree, list[str], set[str]]:
    """The tree, all its images, and the families that are kept for testing."""
    tree = open_tree(files["train"][0])
    images = [name for name in images_in(tree) if name.split("/")[-4:-3] == ["train"]]
    families = sorted({family(name) for name in images})
    if len(families) < 2:
        raise DataCorrupt(f"{tree.path} holds no train/FAMILY/PERSON/IMAGE. {BY_HAND}")
    _, tested = hold_back([0] * len(families), max(len(families) // 5, 1), seed=0)
    return tree, images, {families[i] for i in tested}


def family(path: str) -> str:
    """The family that an image's path names: `F0002` of `train/F0002/MID1/P00009_face3.jpg`."""
    return path.split("/")[-3]


LAYOUTS: tuple[Layout, ...] = (Families(),)
