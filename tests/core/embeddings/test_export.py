import csv
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image

from core.embeddings import Column, EmbeddingSet, export
from core.embeddings.export import write_parquet, write_projector
from core.embeddings.predictions import add_predictions
from core.embeddings.sources import make
from core.embeddings.writer import EmbeddingSetWriter, write_map

NAMES = ["plain", 'with "quotes"', "tab\there", "line\nbreak", "Kőszeg", "comma, too"]


@pytest.fixture
def digits(folders: Path) -> EmbeddingSet:
    embedding_set = make({"kind": "pixels", "data": "digits", "split": "all", "sample": 250})
    write_map(
        embedding_set, "flat", np.asarray(embedding_set.vectors()[:, 20:22]), {"method": "own"}
    )
    write_map(
        embedding_set, "deep", np.asarray(embedding_set.vectors()[:, 20:23]), {"method": "own"}
    )
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


def test_the_projectors_files_come_back(digits: EmbeddingSet):
    out = io.BytesIO()
    write_projector(digits, out)
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        config = json.loads(archive.read("projector_config.json"))["embeddings"][0]
        assert set(archive.namelist()) == {
            "tensors.tsv", "metadata.tsv", "sprite.png", "projector_config.json",
        }  # fmt: skip
        tensors = np.loadtxt(io.BytesIO(archive.read(config["tensorPath"])), delimiter="\t")
        metadata = archive.read(config["metadataPath"]).decode()
        sprite = Image.open(io.BytesIO(archive.read(config["sprite"]["imagePath"])))
    assert np.array_equal(tensors, digits.vectors())
    assert config["tensorShape"] == [250, 64]
    rows = list(csv.DictReader(io.StringIO(metadata), delimiter="\t", quoting=csv.QUOTE_NONE))
    classes = digits.about()["classes"]
    assert [row["class"] for row in rows] == [classes[i] for i in digits.labels()]
    assert list(rows[0]) == ["id", "class", "split", "predicted", "correct", "confidence"]
    assert {row["correct"] for row in rows} <= {"wrong", "right"}
    assert config["sprite"]["singleImageDim"] == [8, 8]
    assert sprite.size == (16 * 8, 16 * 8)
    tile = np.asarray(sprite.convert("L").crop((16, 8, 24, 16))).astype(int)  # 2nd row, 3rd: 18
    assert np.abs(tile - np.asarray(digits.vectors()[18]).reshape(8, 8)).mean() < 40


def test_metadata_keeps_one_line_a_point(named: EmbeddingSet):
    out = io.BytesIO()
    write_projector(named, out)
    with zipfile.ZipFile(out) as archive:
        lines = archive.read("metadata.tsv").decode().splitlines()
        assert "sprite.png" not in archive.namelist()
    assert lines[0].split("\t") == ["id", "name", "class", "price"]
    assert [line.split("\t")[1] for line in lines[1:]] == [" ".join(name.split()) for name in NAMES]
    assert lines[3] == "2\ttab here\t\t3"
    assert len(lines) == 7


def test_a_sprite_stays_within_its_limit(digits: EmbeddingSet, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(export, "SPRITE", 70)
    out = io.BytesIO()
    write_projector(digits, out)
    with zipfile.ZipFile(out) as archive:
        sprite = Image.open(io.BytesIO(archive.read("sprite.png")))
        config = json.loads(archive.read("projector_config.json"))["embeddings"][0]
    assert config["sprite"]["singleImageDim"] == [4, 4]
    assert sprite.size == (64, 64)


def test_parquet_comes_back(digits: EmbeddingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(export, "ROWS", 100)
    write_parquet(digits, tmp_path / "out.parquet")
    table = pq.ParquetFile(tmp_path / "out.parquet").read()
    assert table.column_names == [
        "id", "class", "split", "predicted", "correct", "confidence",
        "flat_x", "flat_y", "deep_x", "deep_y", "deep_z", "vector",
    ]  # fmt: skip
    assert np.array_equal(np.array(table["vector"].to_pylist()), digits.vectors())
    assert np.array_equal(table["deep_z"].to_pylist(), digits.map("deep").points()[:, 2])
    classes = digits.about()["classes"]
    assert table["class"].to_pylist() == [classes[i] for i in digits.labels()]
    assert set(table["split"].to_pylist()) == {"train", "test"}
    out = io.BytesIO()
    write_parquet(digits, out, maps=[digits.map("flat")])
    assert "deep_x" not in pq.ParquetFile(out).schema_arrow.names


def test_parquet_of_names_and_the_unknown(named: EmbeddingSet):
    out = io.BytesIO()
    write_parquet(named, out)
    table = pq.ParquetFile(out).read()
    assert table["name"].to_pylist() == NAMES
    assert table["class"].to_pylist() == ["a", "b", None, "a", "b", None]
    assert np.isnan(table["price"].to_pylist()[4])


def test_an_export_can_be_brought_back(digits: EmbeddingSet, tmp_path: Path):
    write_parquet(digits, tmp_path / "again.parquet", maps=[])
    again = make({"kind": "upload", "file": str(tmp_path / "again.parquet")})
    assert np.array_equal(again.vectors(), digits.vectors())
    assert again.about()["classes"] == digits.about()["classes"]
    assert np.array_equal(again.labels(), digits.labels())
