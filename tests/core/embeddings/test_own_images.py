"""Somebody's own images: what is taken, how it is divided, and what is refused with a sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import data
from core.data.catalogue import class_count, entry, is_unlabelled
from core.data.choices import choices
from core.data.class_names import UNLABELLED
from core.data.own import all_own, delete_own, find_own
from core.diagnosis.data_check import check_data
from core.embeddings.sources._catalogue import pictures_of
from core.embeddings.uploads.classes import take
from core.errors import BadUpload, UnknownName
from core.label_repair.asked import Asked, check
from core.recipes.recipe import changed, load_recipe
from core.tasks import problems


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDSCOPE_OWN", str(tmp_path / "own"))


def picture(seed: int, size: tuple[int, int] = (24, 20)) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def many(classes: dict[str, int], *, above: str = "") -> dict[str, bytes]:
    names = [f"{above}{name}/{i}.png" for name, count in classes.items() for i in range(count)]
    return {name: picture(hash(name) % 2**32) for name in names}


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[[dict[str, bytes]], Path]:
    def make(files: dict[str, bytes]) -> Path:
        path = tmp_path / "mine.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return path

    return make


def test_a_zip_becomes_a_data_set_by_name(zipped) -> None:
    files = many({"cup": 10, "spoon": 20}, above="kitchen/")
    known = take(zipped(files), "my kitchen.zip").known
    assert (known.title, known.classes) == ("my kitchen", ("cup", "spoon"))
    train, test = data.load(known.name, "train"), data.load(known.name, "test")
    assert np.bincount(train.labels).tolist() == [7, 14]
    assert np.bincount(test.labels).tolist() == [3, 6]
    assert not set(train.paths) & set(test.paths)
    expected = np.asarray(Image.open(io.BytesIO(files[test.paths[0]])))
    assert (test.images[0] == expected).all()
    assert entry(known.name).constants["TITLE"] == "my kitchen"
    assert data.find(known.name).sizes() == {"train": 21, "test": 9}
    assert known.name not in data.names()  # only whoever knows the name finds it
    assert [each.name for each in all_own()] == [known.name]
    assert take(zipped(files), "my kitchen.zip").known == known  # the same again
    delete_own(known.name)
    assert all_own() == []
    with pytest.raises(UnknownName, match="data set of your own"):
        delete_own(known.name)


def test_a_folder_stays_where_it_is(tmp_path: Path) -> None:
    for name, content in many({"a": 10, "b": 11}).items():
        path = tmp_path / "things" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    known = take(tmp_path / "things", "things").known
    assert known.tree == tmp_path / "things"
    assert len(data.load(known.name, "train")) == 7 + 8


def test_a_division_that_is_there_is_kept(zipped) -> None:
    files = many({"a": 9, "b": 9}, above="train/") | many({"a": 2, "b": 3}, above="val/")
    known = take(zipped(files), "divided.zip").known
    assert known.classes == ("a", "b")
    assert all(file.startswith("val/") for file, _ in known.splits["test"])
    assert len(known.splits["test"]) == 5


def test_what_comes_twice_is_taken_once(zipped) -> None:
    files = many({"a": 12, "b": 12})
    files["b/copy.png"] = files["a/0.png"]  # else it could be trained on and tested
    taken = take(zipped(files), "doubles.zip")
    assert "1 duplicate image left out." in taken.notes[0]
    assert sum(map(len, taken.known.splits.values())) == 24


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (many({"only": 9}), "bring 10 different images or more, not 9"),
        (many({"a": 12, "b": 9}), r"b \(9\)"),
        ({"a/x.png": b"no picture at all", "b/x.png": b"nor this"}, "a/x.png, b/x.png cannot"),
        (many({"a": 12, "b": 12}) | {"loose.png": picture(5)}, "outside the classes"),
        ({"notes.txt": b"hello"}, "no images"),
        (many({"a": 10, "b": 10}, above="train/") | many({"a": 2}, above="test/"), "no image of b"),
    ],
)
def test_what_cannot_be_trained_on_is_a_sentence(files, said, zipped) -> None:
    with pytest.raises(BadUpload, match=said):
        take(zipped(files), "mine.zip")
    assert all_own() == []


@pytest.mark.parametrize(
    "files",
    [
        {f"{i}.png": picture(i) for i in range(12)},
        {f"photos/{i}.png": picture(i) for i in range(12)},
        {f"{'test' if i % 3 else 'train'}/{i}.png": picture(i) for i in range(12)},
    ],
    ids=["loose", "one folder", "splits alone"],
)
def test_images_without_classes_come_in(files, zipped) -> None:
    """What needs no labels works with them; what does says so, with the way out."""
    taken = take(zipped(files), "loose.zip")
    name = taken.known.name
    assert taken.known.classes == UNLABELLED
    assert "none can be told apart" in taken.notes[-1]
    assert sum(data.find(name).sizes().values()) == 12
    assert class_count(name) is None
    assert is_unlabelled(name)
    assert name in choices(here=True)
    assert name not in choices(labelled=True)
    known = pictures_of(name, "all").known
    assert known.classes == ()
    assert set(known.labels.tolist()) == {-1}
    asked = {"data.name": name, "batch.size": 4}
    said = " ".join(problems(changed(load_recipe("race-semi-hard"), asked)))
    assert "loose has no classes, and semi-hard needs them. Put a metadata.csv" in said
    assert "Without labels train simclr or vicreg." in said
    assert problems(changed(load_recipe("simclr-digits"), asked)) == []
    with pytest.raises(BadUpload, match="label repair needs them"):
        check(Asked(name))
    kinds = {each.kind for each in check_data(name).findings}
    assert "copies" in kinds
    assert not kinds & {"labels", "balance", "names"}


def test_unsafe_archives_are_refused(zipped, tmp_path: Path) -> None:
    good = many({"a": 10, "b": 10})
    with pytest.raises(BadUpload, match="leave its folder"):
        take(zipped(good | {"../../etc/x.png": picture(1)}), "mine.zip")
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in good.items():
            archive.writestr(name, content)
        archive.writestr("a/bomb.png", bytes(8 << 20))
    with pytest.raises(BadUpload, match="zip bomb"):
        take(path, "bomb.zip")
    text = tmp_path / "table.csv"
    text.write_text("a,b\n1,2\n")
    with pytest.raises(BadUpload, match="neither an archive"):
        take(text, "table.csv")


@pytest.mark.parametrize("name", ["own-../../../etc", "own-000000000000", "own-"])
def test_a_name_that_nobody_gave_is_unknown(name: str) -> None:
    assert find_own(name) is None
    with pytest.raises(UnknownName):
        data.load(name, "train")
