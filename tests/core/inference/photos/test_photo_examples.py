"""The photos to try: free, small, nobody on them, and what the shipped net says of them."""

from __future__ import annotations

import pytest

from core.errors import UnknownName
from core.inference.photos.examples import EXAMPLES, FOLDER, example
from core.inference.photos.real import PhotosModel, photos_model

WRONG = "Bobble hat"


@pytest.fixture(scope="module")
def model() -> PhotosModel:
    return photos_model()


def test_at_most_twelve_small_files_each_with_its_source():
    files = sorted(FOLDER.glob("*.jpg"))
    assert sorted(each.path for each in EXAMPLES.values()) == files
    assert len(files) <= 12
    assert all(file.stat().st_size <= 20_000 for file in files)
    note = (FOLDER / "README.md").read_text("utf-8")
    assert "CC0" in note
    lines = [line for line in note.splitlines() if line.startswith("| `")]
    for each in EXAMPLES.values():  # from the part that is tested on, and of the class we say
        assert any(f"`{each.file}` | `validation/{each.garment}/" in line for line in lines)


def test_no_face_is_on_any_of_them():
    from core.data.open_photo import open_rgb
    from core.faces.find import find_faces

    assert [name for name, each in EXAMPLES.items() if find_faces(open_rgb(each.path))] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_shipped_net_gets_all_but_one_right(name: str, model: PhotosModel):
    answer = model.classify(example(name).path)
    if name == WRONG:
        assert (answer.label, example(name).garment) == ("dress", "hat")
    else:
        assert answer.label == example(name).garment


def test_an_unknown_name_lists_them():
    with pytest.raises(UnknownName, match="Bobble hat"):
        example("Cravat")
