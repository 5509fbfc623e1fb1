"""Families as a map: whose faces are taken, and what is known of each."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.embeddings.sources import check, make, name_of, title_of
from core.errors import BadSource, DataMissing, UnknownName
from tests.core.data.test_trees import write_folder
from tests.core.tasks.kinship.test_kaggle import files


@pytest.fixture
def families(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = files()
    for number, name in enumerate(name for name in made if name.endswith(".jpg")):
        pixels = np.random.default_rng(number).integers(0, 255, (8, 8, 3), np.uint8)
        jpeg = io.BytesIO()
        Image.fromarray(pixels).resize((64, 64)).save(jpeg, "JPEG")
        made[name] = jpeg.getvalue()
    write_folder(folders / "data" / "families_in_the_wild", made)
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(folders / "data"))


def test_all_faces_of_so_many_families(families: None) -> None:
    embedding_set = make({"kind": "faces", "families": 2})
    about = embedding_set.about()
    assert about["classes"] == ["F0001", "F0002"]
    assert np.bincount(embedding_set.labels()).tolist() == [6, 3]
    assert embedding_set.vectors().shape == (9, 128)
    (person,) = embedding_set.columns()
    assert person.classes[:3] == ("F0001/MID1", "F0001/MID2", "F0001/MID3")
    for name, number in zip(embedding_set.names(), embedding_set.column("person"), strict=True):
        assert name.startswith(f"{person.classes[number]}/")
    assert embedding_set.sheets().count == 9
    assert "as no face was found: 9 of 9" in about["note"]
    one = make({"kind": "faces", "families": 1, "seed": 1})
    assert len(one.about()["classes"]) == 1
    assert name_of({"kind": "faces", "families": 1, "seed": 2}) != one.name


@pytest.mark.parametrize(
    ("source", "error"),
    [({"families": -1}, BadSource), ({"families": 3, "encoder": "none"}, UnknownName)],
)
def test_what_makes_no_map_is_said(source: dict, error: type[Exception]) -> None:
    with pytest.raises(error):
        title_of({"kind": "faces", **source})


def test_without_the_data_set_the_remedy_is_said(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(folders / "none"))
    with pytest.raises(DataMissing, match="recognizing-faces-in-the-wild"):
        check({"kind": "faces", "families": 3})
