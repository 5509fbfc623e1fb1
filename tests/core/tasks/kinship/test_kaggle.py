"""Kaggle's layout: who is found, and what is said of a list that is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import DataCorrupt, DataMissing
from core.tasks.kinship.kaggle import load_families, read_families, read_relations
from tests.core.data import making
from tests.core.data.test_trees import write_folder, write_zip

LIST = b"p1,p2\nF0001/MID1,F0001/MID2\nF0001/MID3,F0001/MID1\nF0002/MID1,F0002/MID2\n"


def files(relations: bytes = LIST, top: str = "train/") -> dict[str, bytes]:
    photo = making.picture(1, kind="JPEG")
    people = {"F0001": 3, "F0002": 2}
    found = {
        f"{top}{family}/MID{person}/P{shot}.jpg": photo
        for family, count in people.items()
        for person in range(1, count + 1)
        for shot in range(person)
    }
    return {**found, "train_relationships.csv": relations}


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("top", ["train/", "kaggle/train/", ""])
def test_people_families_and_relations(tmp_path: Path, packed: bool, top: str) -> None:
    place = tmp_path / ("faces.zip" if packed else "faces")
    (write_zip if packed else write_folder)(place, files(top=top))
    people = read_families(place)
    assert people.people == ("F0001/MID1", "F0001/MID2", "F0001/MID3", "F0002/MID1", "F0002/MID2")
    assert people.families == ("F0001", "F0002")
    assert people.family_of.tolist() == [0, 0, 0, 1, 1]
    assert people.relations.tolist() == [[0, 1], [0, 2], [3, 4]]
    assert people.strangers_within.tolist() == [[1, 2]]
    assert [len(photos) for photos in people.photos_of] == [1, 2, 3, 1, 2]
    for photo, person in zip(people.photos, people.person_of, strict=True):
        assert people.people[person] in photo


def test_relations_of_people_without_photos_are_counted_not_used(tmp_path: Path) -> None:
    more = LIST + b"F0001/MID9,F0001/MID1\nF0009/MID1,F0009/MID2\nF0001/MID2,F0001/MID1\n"
    write_folder(tmp_path, files(more))
    people = read_families(tmp_path)
    assert len(people.relations) == 3
    assert people.skipped == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\nF0001/MID1,F0001/MID2\n", "no column 'p1'.*'a,b'"),
        (b"p1;p2\nF0001/MID1;F0001/MID2\n", "no column 'p1'"),
        (b"p1,p2\n", "no rows"),
        (b"", "no column 'p1'"),
        (b"p1,p2\nF0001/MID1,MID2\n", "line 2: 'MID2' is not a person"),
        (b"p1,p2\nF0001/MID1,\n", "line 2: '' is not a person"),
        (b"p1,p2\nF0001/MID1,F0001/MID1\n", "kin to themselves"),
        (b"\xff\xfe\x00p", "not a CSV table"),
        (b"p1,p2\nF0007/MID1,F0007/MID2\n", "no folder 'F0007/MID1'"),
    ],
)
def test_a_wrong_list_is_refused_with_a_reason(tmp_path: Path, content: bytes, words: str) -> None:
    write_folder(tmp_path, files(content))
    with pytest.raises(DataCorrupt, match=words):
        read_families(tmp_path)


def test_folders_without_families_or_list(tmp_path: Path) -> None:
    with pytest.raises(DataCorrupt, match="FAMILY/PERSON"):
        read_families(tmp_path)
    write_folder(tmp_path, {name: data for name, data in files().items() if "csv" not in name})
    with pytest.raises(DataCorrupt, match=r"no train_relationships\.csv"):
        read_families(tmp_path)


def test_a_list_from_a_spreadsheet_with_a_mark_and_spaces() -> None:
    content = "\ufeffp1, p2\r\nF0001/MID1, F0001/MID2\r\n".encode()
    assert read_relations(content, name="list") == [("F0001/MID1", "F0001/MID2")]


def test_families_of_the_catalogue(data: Path) -> None:
    with pytest.raises(DataMissing, match="Kaggle"):
        load_families()
    write_zip(data / "families_in_the_wild.zip", files())
    assert len(load_families().relations) == 3


def test_one_photo_of_each_person_is_drawn_evenly(tmp_path: Path) -> None:
    write_folder(tmp_path, files())
    people = read_families(tmp_path)
    pairs = np.repeat([[2, 0]], 600, axis=0)
    drawn = people.draw_photos(pairs, np.random.default_rng(0))
    assert (people.person_of[drawn] == pairs).all()
    assert np.unique(drawn[:, 0], return_counts=True)[1].min() > 150
