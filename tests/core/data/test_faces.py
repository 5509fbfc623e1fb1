from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

from core import data as catalogue
from core.data.sets import families as family_set
from core.errors import DataCorrupt
from tests.core.data import making
from tests.core.data.test_trees import write_folder, write_zip

RELATIONS = {"fd": "father-dau", "fs": "father-son", "md": "mother-dau", "ms": "mother-son"}


def kin_files(tmp_path: Path, pairs: int = 7) -> dict[str, bytes]:
    """Pairs 1 to 7 of each relation."""
    files = {"KinFaceW-I/ReadMe.txt": b"read me"}
    for short, relation in RELATIONS.items():
        rows = []
        for pair in range(1, pairs + 1):
            names = [f"{short}_{pair:03d}_{side}.jpg" for side in (1, 2)]
            for name in names:
                files[f"KinFaceW-I/images/{relation}/{name}"] = making.picture(pair, kind="JPEG")
            rows.append([_fold(pair), 1, *names])
            stranger = f"{short}_{pair % pairs + 1:03d}_2.jpg"
            rows.append([3, 0, names[0], stranger])
        table = np.empty((len(rows), 4), object)
        table[:] = rows
        savemat(tmp_path / "pairs.mat", {"pairs": table})
        name = f"KinFaceW-I/meta_data/{short}_pairs.mat"
        files[name] = (tmp_path / "pairs.mat").read_bytes()
    return files


def _fold(pair: int) -> int:
    """Folds of 1, 1, 1, 1 and 3 pairs: the first pairs are in the last fold."""
    return 5 if pair <= 3 else pair - 3


@pytest.mark.parametrize("packed", [True, False])
def test_the_last_official_fold_is_for_testing(data: Path, tmp_path: Path, packed: bool) -> None:
    files = kin_files(tmp_path)
    if packed:
        write_zip(data / "KinFaceW-I.zip", files)
    else:
        write_folder(data, files)
    train, test = (catalogue.load("kinfacew", split) for split in ("train", "test"))
    assert {path[-9:-6] for path in test.paths} == {"001", "002", "003"}
    assert {path[-9:-6] for path in train.paths} == {"004", "005", "006", "007"}
    sizes = {"train": len(train), "test": len(test)}
    assert catalogue.find("kinfacew").sizes() == sizes == {"train": 32, "test": 24}
    assert test.classes[test.labels[0]] == "father-dau"
    assert test.images.shape == (24, 4, 6, 3)


def test_pairs_without_folds(data: Path, tmp_path: Path) -> None:
    files = kin_files(tmp_path)
    spoilt = {name: b"no table" for name in files if name.endswith("fs_pairs.mat")}
    write_folder(data, files | spoilt)
    with pytest.raises(DataCorrupt, match=r"fs_pairs.mat in .*KinFaceW-I"):
        catalogue.load("kinfacew", "train")
    (data / "KinFaceW-I" / "meta_data" / "fs_pairs.mat").unlink()
    with pytest.raises(DataCorrupt, match="no fold"):
        catalogue.load("kinfacew", "train")


def test_no_family_is_trained_on_and_tested(data: Path) -> None:
    files = {
        f"train/F{family:04d}/MID{person}/P{face}.jpg": making.picture(family, kind="JPEG")
        for family in range(10)
        for person in (1, 2)
        for face in range(1 + family)
    }
    write_zip(data / "families_in_the_wild.zip", {**files, "train_relationships.csv": b"p1,p2\n"})
    train, test = (catalogue.load("families", split) for split in ("train", "test"))
    assert len(set(train.labels)) == 8
    assert len(set(test.labels)) == 2
    assert not set(train.labels) & set(test.labels)
    sizes = {"train": len(train), "test": len(test)}
    assert catalogue.find("families").sizes() == sizes
    assert sum(sizes.values()) == len(files)
    for split in (train, test):
        for path, label in zip(split.paths, split.labels, strict=True):
            assert family_set.family(path) == split.classes[label]
    assert not train.uniform
    assert train.images[0].shape == (4, 6, 3)


def test_a_zip_without_families(data: Path) -> None:
    write_zip(data / "families_in_the_wild.zip", {"readme.txt": b""})
    with pytest.raises(DataCorrupt, match="train/FAMILY/PERSON/IMAGE"):
        catalogue.load("families", "train")
