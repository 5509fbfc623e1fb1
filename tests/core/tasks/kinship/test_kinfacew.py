"""KinFaceW's official pairs, its own negatives among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import DataCorrupt, DataMissing
from core.tasks.kinship.kinfacew import load_kinfacew
from tests.core.data.test_faces import kin_files
from tests.core.data.test_trees import write_folder, write_zip


def test_pairs_folds_and_negatives(data: Path, tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match="KinFaceW"):
        load_kinfacew()
    write_zip(data / "KinFaceW-I.zip", kin_files(tmp_path))
    official = load_kinfacew()
    assert len(official.pairs) == 2 * 7 * 4
    assert official.kin.sum() == 28
    for pair, kin, relation in zip(official.pairs, official.kin, official.relations, strict=True):
        parent, child = (official.photos[photo] for photo in pair)
        assert parent.split("/")[-2] == child.split("/")[-2] == relation
        assert parent.endswith("_1.jpg")
        assert child.endswith("_2.jpg")
        assert (parent[-9:-6] == child[-9:-6]) == kin
    assert sorted(set(official.folds[official.kin])) == [1, 2, 3, 4, 5]


def test_a_pair_without_its_photo(data: Path, tmp_path: Path) -> None:
    files = kin_files(tmp_path)
    del files["KinFaceW-I/images/father-son/fs_004_2.jpg"]
    write_folder(data, files)
    with pytest.raises(DataCorrupt, match=r"fs_004_2\.jpg"):
        load_kinfacew()
