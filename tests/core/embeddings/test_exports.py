"""Points saved for other programs: what stands in each file, and that it comes in again."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image

from core.embeddings import Column, EmbeddingSet
from core.embeddings.chosen import chosen_rows
from core.embeddings.exports import (
    _exported,
    export,
    file_name,
    formats,
    huggingface,
    projector,
)
from core.embeddings.predictions import add_predictions
from core.embeddings.sources import make
from core.embeddings.uploads.classes import take
from core.embeddings.writer import EmbeddingSetWriter, write_map
from core.errors import BadSource, UnknownName
from core.metrics.neighbours import neighbours_within

NAMES = ["plain", 'with "quotes"', "tab\there", "line\nbreak", "Kőszeg", "comma, too"]


@pytest.fixture
def digits(folders: Path) -> EmbeddingSet:
    embedding_set = make({"kind": "pixels", "data": "digits", "split": "all", "sample": 250})
    for name, axes in (("flat", 2), ("deep", 3)):
        points = np.asarray(embedding_set.vectors()[:, 20 : 20 + axes])
        write_map(embedding_set, name, points, {"method": "own"})
    assert add_predictions(embedding_set)
    return embedding_set


@pytest.fixture
def named(folders: Path) -> EmbeddingSet:
    writer = EmbeddingSetWriter("named")
    writer.vectors(np.random.default_rng(0).normal(size=(6, 3)).astype(np.float32))
    writer.labels(np.array([0, 1, -1, 0, 1, -1]))
    writer.names(NAMES)
    writer.column(Column("price", "number", "Price"), np.array([1, 2, 3, 4, np.nan, 6]))
    return writer.finish(title="named", source={}, classes=["a", "b"], count=6, dimension=3)


def exported(points: EmbeddingSet, name: str, folder: Path, **how: object) -> Path:
    path = folder / file_name(points, name, part="rows" in how)
    export(points, name, path, **how)  # type: ignore[arg-type]
    return path


def again(path: Path) -> EmbeddingSet:
    """What our own reader makes of it."""
    return make({"kind": "upload", "file": str(path)})


def same(one: EmbeddingSet, other: EmbeddingSet, *, rows: slice = slice(None)) -> None:
    assert np.allclose(other.vectors(), one.vectors()[rows], rtol=1e-5, atol=1e-5)
    assert other.about()["classes"] == one.about()["classes"]
    assert np.array_equal(other.labels(), one.labels()[rows])


@pytest.mark.parametrize("name", ["csv", "huggingface", "npz", "parquet", "projector"])
def test_what_is_saved_comes_in_again(name: str, digits: EmbeddingSet, tmp_path: Path) -> None:
    found = again(exported(digits, name, tmp_path, neighbours=3))
    if name == "huggingface":  # by splits, in the order of their names
        order = np.argsort([int(name) for name in found.names() or ()], kind="stable")
        assert np.array_equal(found.vectors()[order], digits.vectors())
        assert np.array_equal(found.labels()[order], digits.labels())
    else:
        same(digits, found)
    titles = {column.title for column in found.columns()}
    assert {"predicted", "correct"} <= {title.split("-")[0] for title in titles}
    assert (found.sheets() is not None) == (name in ("projector", "huggingface"))


@pytest.mark.parametrize("name", ["csv", "huggingface", "npz", "parquet", "projector"])
def test_a_selection_alone_is_saved(name: str, digits: EmbeddingSet, tmp_path: Path) -> None:
    rows = np.arange(100, 160)
    found = again(exported(digits, name, tmp_path, rows=rows))
    assert found.about()["count"] == 60
    if name != "huggingface":
        same(digits, found, rows=slice(100, 160))
    assert "selection" in file_name(digits, name, part=True)


def test_every_format_says_what_it_is() -> None:
    for entry in formats().values():
        assert {"TITLE", "SUFFIX", "HELP"} <= set(entry.constants)
    with pytest.raises(UnknownName, match="format"):
        file_name(EmbeddingSet(Path()), "xls", part=False)


def test_the_projectors_files(digits: EmbeddingSet, tmp_path: Path) -> None:
    with zipfile.ZipFile(exported(digits, "projector", tmp_path)) as archive:
        assert archive.testzip() is None
        config = json.loads(archive.read("projector_config.json"))["embeddings"][0]
        assert set(archive.namelist()) == {
            "tensors.tsv", "metadata.tsv", "sprite.png", "projector_config.json",
            "projector_config.pbtxt",
        }  # fmt: skip
        pbtxt = archive.read("projector_config.pbtxt").decode()
        tensors = np.loadtxt(io.BytesIO(archive.read(config["tensorPath"])), delimiter="\t")
        metadata = archive.read(config["metadataPath"]).decode()
        sprite = Image.open(io.BytesIO(archive.read(config["sprite"]["imagePath"])))
    assert np.array_equal(tensors, digits.vectors())
    assert config["tensorShape"] == [250, 64]
    assert "single_image_dim: 8 single_image_dim: 8" in pbtxt
    rows = list(csv.DictReader(io.StringIO(metadata), delimiter="\t", quoting=csv.QUOTE_NONE))
    classes = digits.about()["classes"]
    assert [row["class"] for row in rows] == [classes[i] for i in digits.labels()]
    assert list(rows[0]) == ["id", "class", "split", "predicted", "correct", "confidence"]
    assert {row["correct"] for row in rows} <= {"wrong", "right"}
    assert config["sprite"]["singleImageDim"] == [8, 8]
    assert sprite.size == (16 * 8, 16 * 8)
    tile = np.asarray(sprite.convert("L").crop((16, 8, 24, 16))).astype(int)  # 2nd row, 3rd: 18
    assert np.abs(tile - np.asarray(digits.vectors()[18]).reshape(8, 8)).mean() < 40


def test_tensorboard_reads_the_config_alone(digits: EmbeddingSet, tmp_path: Path) -> None:
    path = exported(digits, "projector", tmp_path)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "log")
    (tmp_path / "log" / "projector_config.json").unlink()
    found = make({"kind": "upload", "file": str(tmp_path / "log")})
    same(digits, found)
    assert found.sheets() is not None


def test_metadata_keeps_one_line_a_point(named: EmbeddingSet, tmp_path: Path) -> None:
    with zipfile.ZipFile(exported(named, "projector", tmp_path)) as archive:
        lines = archive.read("metadata.tsv").decode().splitlines()
        assert "sprite.png" not in archive.namelist()
    assert lines[0].split("\t") == ["id", "name", "class", "price"]
    assert [line.split("\t")[1] for line in lines[1:]] == [" ".join(name.split()) for name in NAMES]
    assert lines[3] == "2\ttab here\t\t3"
    assert len(lines) == 7


def test_a_sprite_stays_within_its_limit(
    digits: EmbeddingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projector, "SPRITE", 70)
    with zipfile.ZipFile(exported(digits, "projector", tmp_path)) as archive:
        sprite = Image.open(io.BytesIO(archive.read("sprite.png")))
        config = json.loads(archive.read("projector_config.json"))["embeddings"][0]
    assert config["sprite"]["singleImageDim"] == [4, 4]
    assert sprite.size == (64, 64)


def test_parquet(digits: EmbeddingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_exported, "ROWS", 100)
    table = pq.ParquetFile(exported(digits, "parquet", tmp_path, neighbours=2)).read()
    assert table.column_names == [
        "id", "class", "split", "predicted", "correct", "confidence",
        "flat_x", "flat_y", "deep_x", "deep_y", "deep_z", "vector", "neighbours", "distances",
    ]  # fmt: skip
    assert np.array_equal(np.array(table["vector"].to_pylist()), digits.vectors())
    assert np.array_equal(table["deep_z"].to_pylist(), digits.map("deep").points()[:, 2])
    classes = digits.about()["classes"]
    assert table["class"].to_pylist() == [classes[i] for i in digits.labels()]
    assert set(table["split"].to_pylist()) == {"train", "test"}
    near, away = neighbours_within(digits.vectors(), k=2)
    assert np.array_equal(np.array(table["neighbours"].to_pylist()), near)
    assert np.allclose(np.array(table["distances"].to_pylist()), away)


def test_names_and_the_unknown(named: EmbeddingSet, tmp_path: Path) -> None:
    table = pq.ParquetFile(exported(named, "parquet", tmp_path)).read()
    assert table["name"].to_pylist() == NAMES
    assert table["class"].to_pylist() == ["a", "b", None, "a", "b", None]
    assert np.isnan(table["price"].to_pylist()[4])
    with np.load(exported(named, "npz", tmp_path)) as arrays:
        assert arrays["names"].tolist() == NAMES
        assert arrays["labels"].tolist() == [0, 1, -1, 0, 1, -1]
    with exported(named, "csv", tmp_path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == NAMES
    assert [row["price"] for row in rows] == ["1", "2", "3", "4", "", "6"]
    assert len([column for column in rows[0] if column.startswith("vector_")]) == 3


def test_a_data_set_is_by_splits_and_says_its_classes(
    digits: EmbeddingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huggingface, "SHARD", 150)
    monkeypatch.setenv("EMBEDSCOPE_OWN", str(tmp_path / "own"))
    path = exported(digits, "huggingface", tmp_path)
    splits = digits.column("split")
    trained = int((splits == 0).sum())
    with zipfile.ZipFile(path) as archive:
        shards = [name for name in archive.namelist() if name.endswith(".parquet")]
        tables = [pq.ParquetFile(io.BytesIO(archive.read(name))).read() for name in shards]
        readme = archive.read("README.md").decode()
    assert shards[0] == f"data/train-00000-of-0000{-(-trained // 150)}.parquet"
    assert "path: data/train-*.parquet" in readme
    assert sum(table.num_rows for table in tables) == 250
    features = json.loads(tables[0].schema.metadata[b"huggingface"])["info"]["features"]
    assert features["label"] == {"names": digits.about()["classes"], "_type": "ClassLabel"}
    assert features["image"] == {"_type": "Image"}
    assert features["vector"]["length"] == 64
    first = tables[0]["image"][0].as_py()
    assert Image.open(io.BytesIO(first["bytes"])).size == (8, 8)
    known = take(path, path.name).known  # its images can be trained on
    assert len(known.splits["train"]) + len(known.splits["test"]) == 250


def test_a_faiss_index_answers_with_the_ids(digits: EmbeddingSet, tmp_path: Path) -> None:
    faiss = pytest.importorskip("faiss")
    rows = np.arange(50, 150)
    index = faiss.read_index(str(exported(digits, "faiss", tmp_path, rows=rows)))
    vectors = np.asarray(digits.vectors(), np.float32)
    _, ids = index.search(vectors[60:62], 3)
    assert ids[:, 0].tolist() == [60, 61]
    assert ids.min() >= 50


def test_points_are_chosen_by_what_is_known(digits: EmbeddingSet, named: EmbeddingSet) -> None:
    classes = digits.about()["classes"]
    wrong = chosen_rows(digits, ["correct=wrong"])
    assert np.array_equal(wrong, np.flatnonzero(digits.column("correct") == 0))
    both = chosen_rows(digits, [f"class={classes[3]}", "split=test"])
    assert set(digits.labels()[both].tolist()) == {3}
    assert chosen_rows(named, ["price=4"]).tolist() == [3]
    assert chosen_rows(named, ["price>2", "price<6"]).tolist() == [2, 3]
    assert chosen_rows(named, ["name~QUOTES"]).tolist() == [1]
    assert chosen_rows(named, ["price=7"]).tolist() == []
    for bad, why in (
        ("class", "no condition"),
        ("colour=red", "The columns are"),
        ("class=x", "has no 'x'"),
        ("class<3", "is no number"),
        ("price=cheap", "holds numbers"),
        ("price~1", "holds numbers"),
    ):
        with pytest.raises(BadSource, match=why):
            chosen_rows(named, [bad])


def test_what_there_is_not_is_refused(named: EmbeddingSet, tmp_path: Path) -> None:
    for how in ({"rows": []}, {"rows": [6]}, {"rows": [-1]}, {"neighbours": 6}):
        with pytest.raises(BadSource):
            exported(named, "csv", tmp_path, **how)
    assert list(tmp_path.glob("named*")) == []
