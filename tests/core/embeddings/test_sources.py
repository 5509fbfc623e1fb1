import errno
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import data
from core.data.sizes import Frame, letterboxed, squeezed
from core.embeddings.points import Known, Pictures
from core.embeddings.sources import _sample as sample_module
from core.embeddings.sources import check, kinds, make, name_of, title_of
from core.embeddings.sources._sample import sampled
from core.errors import BadSource, DataMissing, RunBroken, Stopped, UnknownName
from core.runs.find import find_run
from core.runs.layers import layers
from core.runs.run import Run


def test_every_file_is_a_kind():
    assert kinds() == ["encoder", "faces", "pixels", "run", "training", "upload"]


def test_pixels_are_the_images_exactly(folders: Path):
    embedding_set = make({"kind": "pixels", "data": "digits"})
    digits = data.load("digits", "test")
    assert embedding_set.vectors().dtype == np.float16
    assert np.array_equal(embedding_set.vectors(), digits.images.reshape(len(digits), -1))
    assert np.array_equal(embedding_set.labels(), digits.labels)
    assert embedding_set.about()["note"] == ""
    sheets = embedding_set.sheets()
    assert (sheets.width, sheets.height, sheets.count) == (8, 8, 360)
    sheet = np.asarray(Image.open(embedding_set.folder / sheets.files[0]).convert("L")).astype(int)
    third = sheet[0:8, 24:32]
    assert np.abs(third - digits.images[3]).mean() < 30  # WebP loses a little
    assert np.abs(third - digits.images[4]).mean() > 40


def test_all_of_a_data_set_says_which_split_each_is_from(folders: Path):
    embedding_set = make({"kind": "pixels", "data": "digits", "split": "all"})
    (split,) = embedding_set.columns()
    assert split.classes == ("train", "test")
    assert np.bincount(embedding_set.column("split")).tolist() == [1437, 360]
    assert np.array_equal(embedding_set.labels()[1437:], data.load("digits", "test").labels)


def test_a_sample_is_stratified_and_the_same_by_its_seed(folders: Path):
    source = {"kind": "pixels", "data": "digits", "split": "train", "sample": 100}
    first = make(source | {"seed": 1})
    assert np.bincount(first.labels()).min() >= 9
    assert name_of(source | {"seed": 2}) != first.name
    rows = data.load("digits", "train").images.reshape(1437, -1)
    assert all((rows == vector).all(1).any() for vector in first.vectors())
    other = make(source | {"seed": 2})
    assert not np.array_equal(first.vectors(), other.vectors())


def test_too_many_points_are_sampled_and_it_is_said(monkeypatch: pytest.MonkeyPatch):
    labels = np.arange(5_000) % 10
    monkeypatch.setattr(sample_module, "MOST_POINTS", 1_000)
    rows, note = sampled(labels, sample=None, seed=0, dimension=2)
    assert np.bincount(labels[rows]).tolist() == [100] * 10
    assert "at most 1,000 points" in note
    monkeypatch.setattr(sample_module, "MOST_VALUES", 1_000)
    rows, note = sampled(labels, sample=None, seed=0, dimension=10)
    assert len(rows) == 100
    assert "do not fit in memory" in note


def test_the_output_of_a_net_is_what_embed_gives(digits_run: Run):
    from core.training.embed import embed, load_model

    embedding_set = make({"kind": "run", "run": "digits-run", "split": "train"})
    images = data.load("digits", "train").images
    expected = embed(load_model(digits_run), images, card=digits_run.finished())
    assert np.abs(embedding_set.vectors() - expected).max() < 2e-3 * expected.std()
    assert embedding_set.about()["data"] == "digits"
    assert list(embedding_set.maps()) == ["own"]


def test_a_net_of_some_classes_is_shown_those_alone(digits_run: Run):
    path = digits_run.folder / "card.json"
    card = json.loads(path.read_text())
    card["data"]["classes"] = [str(digit) for digit in range(4)]
    path.write_text(json.dumps(card))
    shutil.rmtree(digits_run.folder / "embedding")  # of all ten
    shutil.rmtree(digits_run.folder / "frames")
    embedding_set = make({"kind": "run", "run": digits_run.name, "layer": "pixels"})
    expected = np.isin(data.load("digits", "test").labels, range(4)).sum()
    assert embedding_set.about()["count"] == expected
    assert embedding_set.about()["classes"] == ["0", "1", "2", "3"]
    assert "Only the 4 of 10 classes" in embedding_set.about()["note"]
    other = make({"kind": "run", "run": digits_run.name, "layer": "pixels", "data": "digits"})
    assert other.about()["count"] == expected  # its own data set by name is its own


@pytest.mark.parametrize(
    ("layer", "wide"), [("pixels", 64), ("conv-1", 2704), ("penultimate", 3200)]
)
def test_any_layer(digits_run: Run, layer: str, wide: int):
    shape = next(each["shape"] for each in layers(digits_run) if each["name"] == layer)
    assert layer == "pixels" or np.prod(shape) == wide
    source = {"kind": "run", "run": "digits-run", "layer": layer, "sample": 50}
    assert make(source).vectors().shape == (50, wide)


def test_a_layer_is_what_the_modules_before_it_give(digits_run: Run):
    import torch

    from core.training.embed import load_model
    from core.training.pixels import Pixels

    embedding_set = make({"kind": "run", "run": "digits-run", "layer": "penultimate"})
    ready = Pixels.of_card(digits_run.finished()).prepare(
        data.load("digits", "test").images[:5], device="cpu"
    )
    with torch.inference_mode():
        expected = load_model(digits_run)[:9](ready).flatten(1).numpy()
    assert np.allclose(embedding_set.vectors()[:5], expected, atol=0.01)


def test_the_net_as_it_was_before_training(digits_run: Run):
    import torch

    from core import nets
    from core.training.embed import embed

    source = {"kind": "run", "run": "digits-run", "sample": 40}
    before, after = make(source | {"weights": "initial"}), make(source)
    torch.manual_seed(digits_run.recipe().seed)
    net = nets.build("light", dimension=2).eval()
    again = embed(net, _first_images(source), card=digits_run.finished())
    np.testing.assert_allclose(np.float32(before.vectors()), again, atol=1e-3)
    assert not np.allclose(before.vectors(), after.vectors(), atol=1e-2)
    assert np.array_equal(before.labels(), after.labels())  # so they can lie side by side
    assert "before training" in title_of(source | {"weights": "initial"})
    with pytest.raises(UnknownName, match="weights"):
        check(source | {"weights": "final"})


def _first_images(source: dict):
    pixels = make({**source, "layer": "pixels"})
    shape = (-1, *data.load("digits", "test").images.shape[1:])
    return np.asarray(pixels.vectors(), np.uint8).reshape(shape)


def test_wide_layers_are_averaged_over_their_places(digits_run: Run, monkeypatch):
    monkeypatch.setattr("core.encoders.torch_net.MOST_FEATURES", 3000)
    pooled = make({"kind": "run", "run": "digits-run", "layer": "penultimate", "sample": 20})
    assert pooled.vectors().shape == (20, 32)
    assert "32 x 10 x 10 values of this layer are averaged" in pooled.about()["note"]


def test_stop_leaves_nothing_and_progress_rises(folders: Path):
    source, told = {"kind": "pixels", "data": "digits", "split": "train"}, []
    with pytest.raises(Stopped):
        make(source, watch=lambda share, _: told.append(share), stop=lambda: len(told) > 3)
    assert not list((folders / "clouds").glob("*/*"))
    told.clear()
    make(source, watch=lambda share, _: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1


def test_a_full_disk_leaves_nothing(folders: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.embeddings.writer.EmbeddingSetWriter.labels", full)
    with pytest.raises(OSError, match="No space left"):
        make({"kind": "pixels", "data": "digits"})
    assert not list((folders / "clouds").glob("*/*"))


@pytest.mark.parametrize(
    ("source", "error", "words"),
    [
        ({"kind": "pixels", "data": "nothing"}, UnknownName, "nothing"),
        ({"kind": "pixels", "data": "digits", "split": "third"}, UnknownName, "third"),
        ({"kind": "pixels", "data": "digits", "sample": 1}, BadSource, "too small for a map"),
        ({"kind": "run", "run": "digits-run", "layer": "conv-9"}, UnknownName, "conv-9"),
        ({"kind": "run", "run": "wide", "split": "all", "data": "digits"}, RunBroken, "no weights"),
        ({"kind": "run", "run": "digits-run", "data": "kinfacew"}, DataMissing, "not on this"),
    ],
)
def test_check_says_what_cannot_be_made(
    digits_run: Run, monkeypatch, tmp_path: Path, source, error, words
):
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(tmp_path))
    with pytest.raises(error, match=words):
        check(source)


def test_titles(digits_run: Run):
    assert title_of({"kind": "run", "run": "tiny"}) == "A tiny run: output, test"
    source = {"kind": "run", "run": "tiny", "layer": "conv-1", "data": "digits"}
    assert title_of(source) == "A tiny run: conv-1, digits test"
    assert "pixels, all" in title_of({"kind": "pixels", "data": "digits", "split": "all"})


def test_layers_are_listed_without_torch(folders: Path):
    names = [each["name"] for each in layers(find_run("tiny"))]
    assert names == ["pixels", "conv-1", "conv-2", "conv-3", "penultimate", "output"]


def test_images_of_many_sizes():
    tall, wide = np.full((100, 50), 200, np.uint8), np.zeros((30, 60, 3), np.uint8)
    frame = Frame.of([tall, wide], side=64)
    assert frame == Frame(64, 64, colour=True)
    boxed = letterboxed(tall, frame)
    assert boxed.shape == (64, 64, 3)
    assert (boxed[:, :16] == 0).all()
    assert (boxed[:, 17:47] == 200).all()
    assert letterboxed(wide, frame).shape == (64, 64, 3)
    assert squeezed(tall, Frame(10, 20, colour=False)).shape == (10, 20)
    assert Frame.of([np.zeros((28, 28), np.uint8)], side=64) == Frame(28, 28, colour=False)


def test_thumbnails_go_over_several_sheets(folders: Path):
    from core.embeddings.sources._thumbs import Thumbnails
    from core.embeddings.writer import EmbeddingSetWriter

    images = [np.full((64, 64), 50 * (i % 5), np.uint8) for i in range(2_000)]
    writer = EmbeddingSetWriter("many")
    with Thumbnails(writer, images[:5]) as thumbs:
        for start in range(0, 2_000, 256):
            thumbs.add(images[start : start + 256])
    assert writer.sheets["per_sheet"] == 1_900
    second = Image.open(io.BytesIO((writer.folder / "thumbs/001.webp").read_bytes()))
    assert second.size == (6400, 64)
    for place, number in ((3, 1903), (99, 1999)):
        pixel = second.convert("L").getpixel((place * 64 + 32, 32))
        assert abs(pixel - int(images[number][0, 0])) < 12


def test_a_sheet_that_cannot_be_written_is_told(folders: Path, monkeypatch: pytest.MonkeyPatch):
    from core.embeddings.sources._thumbs import Thumbnails
    from core.embeddings.writer import EmbeddingSetWriter

    def full(_: EmbeddingSetWriter, number: int, picture: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(EmbeddingSetWriter, "sheet", full)
    images, writer = [np.zeros((64, 64), np.uint8)] * 1_901, EmbeddingSetWriter("many")
    with pytest.raises(OSError, match="No space"), Thumbnails(writer, images[:5]) as thumbs:
        thumbs.add(images)
    assert writer.sheets is None


def test_pictures_and_what_is_known_go_together():
    known = Known(np.array([0, 1, 1]), ("a", "b"), ("x", "y", "z"))
    assert len(Pictures([np.zeros((2, 2), np.uint8)] * 3, known).known) == 3
    assert known.take(np.array([2, 0])).names == ("z", "x")
